# What the scripts here share: where the tools are and how they get there. Sourced, not run.
# shellcheck shell=bash disable=SC2034
set -euo pipefail

# What a command is looked for in where nothing of this is used.
plain_path=$PATH
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/interleave

# Versions. Those of the toolchain and of wasm-bindgen are read from where cargo reads them;
# those of the npm packages, binaryen with its wasm-opt among them, from package.json.
channel=$(sed -n 's/^channel = "\(.*\)"$/\1/p' "$root/rust-toolchain.toml")
wasm_bindgen=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"$/\1/p;}' "$root/Cargo.lock")
trunk=0.22.1
wasm_pack=0.15.1
wasm_opt=$(sed -n 's/^ *"binaryen": "\([0-9]*\)\..*/\1/p' "$root/package.json")
geckodriver=0.37.1
rust_minor=96 # of Rust 1.x: what a toolchain that is not rustup's must have at least

# Debian's way to the same toolchain, for machines where rustup can't download.
debian_rust="rustc-web cargo-web rust-web-src rust-web-llvm rust-web-clippy rustfmt-web lld-22"

say() { printf '· %s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# quietly COMMAND…: what it says goes into a file, since of what fails the reader wants to know why, and not where from.
quietly() {
  mkdir -p "$cache"
  RUST_BACKTRACE=0 "$@" >"$cache/setup.log" 2>&1
}

# Why the last one failed: the words of its first error, or else its last.
why_not() {
  local why
  why=$(sed -nE '/^(error|E): */{s///;p;q;}' "$cache/setup.log")
  printf '%s (all it said: %s)' "${why:-$(tail -n 1 "$cache/setup.log")}" "$cache/setup.log"
}

# limit SECONDS COMMAND…: ends it then, where there is a `timeout`.
limit() { if have timeout; then timeout "$@"; else shift && "$@"; fi; }

# --- the toolchain ---------------------------------------------------------------------------------------------------

# Whether the system's own Rust is new enough and has the sources of std, which is built along.
# Asked outside the project: its rust-toolchain.toml is for rustup, whose proxies may lie in /usr/bin too.
system_rust_is_ready() {
  [ -x /usr/bin/cargo ] && [ -x /usr/bin/rustc ] || return 1
  case $(readlink -f /usr/bin/rustc) in *rustup*) return 1 ;; esac
  local minor
  minor=$(/usr/bin/rustc --version | sed -n 's/^rustc 1\.\([0-9]*\)\..*/\1/p')
  [ "${minor:-0}" -ge "$rust_minor" ] && [ -d "$(system_sysroot)/lib/rustlib/src/rust/library/std" ]
}

system_sysroot() { /usr/bin/rustc --print sysroot; }

# Whether rustup has the toolchain of rust-toolchain.toml, whole.
rustup_is_ready() {
  have rustup || return 1
  local sysroot
  sysroot=$(RUSTUP_AUTO_INSTALL=0 rustup run "$channel" rustc --print sysroot 2>/dev/null) || return 1
  [ -d "$sysroot/lib/rustlib/src/rust/library/std" ] && [ -x "$sysroot/bin/cargo-clippy" ] && [ -x "$sysroot/bin/rustfmt" ]
}

# Puts the toolchain and the tools on PATH. Installs nothing; fails if there is no toolchain.
use_environment() {
  # It would replace the flags in .cargo/config.toml, without which there is no shared memory.
  unset RUSTFLAGS
  if system_rust_is_ready; then
    export PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1
  elif rustup_is_ready; then
    # Its proxies lie beside it; another cargo may come before them.
    PATH="$(dirname "$(command -v rustup)"):$PATH"
    export PATH RUSTUP_TOOLCHAIN="$channel"
  else
    return 1
  fi
  export PATH="$cache/tools/bin:$root/node_modules/.bin:$PATH"
  use_browsers
}

setup_toolchain() {
  if ! system_rust_is_ready && ! rustup_is_ready; then
    rustup_install || apt_install "$debian_rust" "a minute or two" || true
    system_rust_is_ready || rustup_is_ready || die "no Rust toolchain. Ways out: install rustup and, with a network, run" \
      "this again; or on Debian, as root: apt-get install $debian_rust"
  fi
  use_environment
  # wasm-pack looks whether the target is there before it builds; all that is in it is built from source.
  local libraries
  libraries=$(cd / && rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib
  if [ ! -d "$libraries" ]; then
    say "making an empty folder for the target wasm32-unknown-unknown"
    mkdir -p "$libraries" 2>/dev/null || as_root mkdir -p "$libraries"
  fi
}

# Whether cargo, typed as it is, finds this toolchain: rustup looks for the one in rust-toolchain.toml and no other.
plain_cargo_works() {
  (cd "$root" && unset RUSTUP_TOOLCHAIN && PATH=$plain_path RUSTUP_AUTO_INSTALL=0 cargo --version >/dev/null 2>&1)
}

rustup_install() {
  have rustup || return 1
  say "installing Rust $channel with rustup: about a minute"
  quietly limit 900 rustup toolchain install "$channel" --profile minimal --no-self-update \
    --component rust-src,rustfmt,clippy && return
  say "rustup could not: $(why_not)"
  return 1
}

# Trunk is told to fetch nothing, since it would fetch tools of its own, and tells cargo so too. Among the crates are those
# that std is made of.
setup_crates() {
  local fetch=(cargo fetch --quiet --target wasm32-unknown-unknown)
  (cd "$root" && "${fetch[@]}" --offline 2>/dev/null) && return
  say "fetching the crates of Cargo.lock: less than a minute"
  (cd "$root" && "${fetch[@]}" >&2) || die "the crates could not be fetched; cargo says above why"
}

# --- Debian's packages -----------------------------------------------------------------------------------------------

has_sudo() { have sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif has_sudo; then
    sudo "$@"
  else
    die "this needs root: $*"
  fi
}

# apt_install "PACKAGE …" TIME: those that are missing. Fails where there is no apt-get.
apt_install() {
  have apt-get || return 1
  local package missing=()
  for package in $1; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || has_sudo || die "this needs root: apt-get install ${missing[*]}"
  say "installing ${missing[*]} with apt-get: $2"
  quietly as_root apt-get update -qq || say "apt-get update failed: $(why_not)"
  quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" && return
  say "apt-get could not: $(why_not)"
  return 1
}

# --- tools -----------------------------------------------------------------------------------------------------------

# setup_tool COMMAND CRATE VERSION MINUTES [CARGO OPTION…]
setup_tool() {
  local command=$1 crate=$2 version=$3 minutes=$4
  shift 4
  have "$command" && [ "$("$command" --version 2>/dev/null | awk 'NR == 1 { print $2 }')" = "$version" ] && return
  say "building $crate $version, once, into $cache/tools: some $minutes minutes on two cores"
  mkdir -p "$cache"
  # From a folder of its own, since the project's settings are for the project. Fat LTO takes minutes and gains nothing here.
  (cd "$cache" && CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_TARGET_DIR="$cache/build" \
    cargo install --quiet --force --root "$cache/tools" "$crate@$version" "$@" >&2)
}

# An older one doesn't know all that it is told in index.html.
has_wasm_opt() { have wasm-opt && wasm-opt --version | grep -qw "$wasm_opt"; }

setup_npm() {
  have npm || apt_install "nodejs npm" "a minute or two" || die "npm is missing: install Node.js, 18 or newer"
  cmp -s "$root/package-lock.json" "$root/node_modules/.installed" && return
  say "installing the npm packages of package.json: less than a minute"
  (cd "$root" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 && cp package-lock.json node_modules/.installed)
}

# --- browsers --------------------------------------------------------------------------------------------------------

find_chromium() {
  local candidate
  for candidate in "${CHROMIUM:-chromium}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    command -v "$candidate" && return
  done
  return 1
}

# Where a driver is missing, wasm-pack fetches one that fits.
use_browsers() {
  # The test runner's own limits, 20 s a test and 5 s for the driver, are short for two busy cores.
  export WASM_BINDGEN_TEST_TIMEOUT=300 WASM_BINDGEN_TEST_DRIVER_TIMEOUT=60
  if CHROMIUM=$(find_chromium); then export CHROMIUM; fi
}

setup_browsers() {
  if ! find_chromium >/dev/null; then
    apt_install "chromium chromium-driver" "a minute or two" || die "no Chromium or Chrome: install one, or name it in CHROMIUM"
  fi
  if ! have firefox && ! have firefox-esr && [ ! -d /Applications/Firefox.app ]; then
    apt_install firefox-esr "about a minute" || die "no Firefox: install it"
  fi
}

# WebKitGTK, the nearest thing to Safari that a script can drive, and a display for it, since it knows no headless way.
# Where it can't be had: fails, and says why in `no_webkit`.
setup_webkit() {
  local packages="webkit2gtk-driver xvfb"
  no_webkit=""
  if have WebKitWebDriver && have xvfb-run; then
    return 0
  elif [ "$(uname -s)" != Linux ]; then
    no_webkit="it is for Linux alone"
  elif ! have apt-get; then
    no_webkit="there is no apt-get to install it with, and no WebKitWebDriver and xvfb-run on PATH"
  elif [ "$(id -u)" != 0 ] && ! has_sudo; then
    no_webkit="it takes root to install it (apt-get install $packages)"
  elif ! apt_install "$packages" "about a minute"; then
    no_webkit="apt-get could not install $packages"
  else
    return 0
  fi
  return 1
}

# --- all of it -------------------------------------------------------------------------------------------------------

# set_up serve|build|test: whatever is missing for that.
set_up() {
  setup_toolchain
  setup_crates
  setup_tool wasm-bindgen wasm-bindgen-cli "$wasm_bindgen" 2
  setup_tool trunk trunk "$trunk" 6 --locked --ignore-rust-version
  # Trunk calls it when it has built a page.
  have node || apt_install nodejs "about a minute" || die "node is missing: install Node.js, 18 or newer"
  case $1 in
    serve) ;;
    build) setup_npm ;;
    test)
      setup_tool wasm-pack wasm-pack "$wasm_pack" 3 --locked
      setup_tool geckodriver geckodriver "$geckodriver" 2 --locked
      setup_npm
      setup_browsers
      ;;
    *) die "nothing to set up for '$1': it is serve, build or test" ;;
  esac
  use_browsers
}

# with_driver VARIABLE DRIVER COMMAND…: tells the test runner which browser's driver to use, where it is on PATH.
with_driver() {
  local name=$1 driver
  driver=$(command -v "$2") || driver=""
  shift 2
  if [ -n "$driver" ]; then env "$name=$driver" "$@"; else "$@"; fi
}
