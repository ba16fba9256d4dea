//! Functions that a program brings along where it needs them.

use super::Dialect;

/// A function, or a class, that a program brings along.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Helper {
    AsText,
    Barrier,
    CancelAfter,
    Compute,
    ComputeNatively,
    FailTogether,
    Print,
    Rate,
}

impl Helper {
    /// What it takes.
    pub fn imports(self) -> &'static [&'static str] {
        match self {
            Self::AsText => &[],
            Self::Barrier | Self::CancelAfter | Self::FailTogether => &["asyncio"],
            Self::Compute | Self::Rate => &["time"],
            Self::ComputeNatively => &["hashlib", "time"],
            Self::Print => &["sys"],
        }
    }

    /// Its text.
    pub fn text(self, dialect: Dialect) -> &'static str {
        match self {
            Self::AsText => AS_TEXT,
            Self::Barrier => BARRIER,
            Self::CancelAfter => CANCEL_AFTER,
            Self::Compute => COMPUTE,
            Self::ComputeNatively => COMPUTE_NATIVELY,
            Self::FailTogether => FAIL_TOGETHER,
            Self::Print => PRINT,
            Self::Rate if dialect.is_async() => ASYNC_RATE,
            Self::Rate => RATE,
        }
    }
}

const COMPUTE: &str = r#"def compute(seconds):
    """Computes for so much of this thread's own CPU time."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
"#;

const COMPUTE_NATIVELY: &str = r#"def compute_natively(seconds):
    """Computes as long without the GIL: hashlib lets go of it."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        hashlib.sha256(bytes(100_000)).digest()
"#;

const PRINT: &str = r#"def print(line, file=sys.stdout):
    """Writes a line in one piece: others write meanwhile."""
    file.write(f"{line}\n")
"#;

const AS_TEXT: &str = r#"def as_text(item):
    """Writes a duration as 20ms, 1.5s or 2m, and a word as it is."""
    if not isinstance(item, (int, float)):
        return item
    if item >= 60 and item % 60 == 0:
        return f"{item / 60:g}m"
    if item >= 1 and round(item, 1) == item:
        return f"{item:.10g}s"
    return f"{item * 1000:.10g}ms"
"#;

const BARRIER: &str = r#"class Barrier:
    """Does what asyncio.Barrier does, which came with Python 3.11."""

    def __init__(self, parties):
        self.parties = parties
        self.waiting = []

    async def wait(self):
        if len(self.waiting) + 1 == self.parties:
            for waiter in self.waiting:
                waiter.set_result(None)
            self.waiting = []
            return
        waiter = asyncio.get_running_loop().create_future()
        self.waiting.append(waiter)
        try:
            await waiter
        finally:
            if waiter in self.waiting:
                self.waiting.remove(waiter)
"#;

const CANCEL_AFTER: &str = r#"async def cancel_after(others, tasks):
    """Cancels tasks when the others have ended."""
    await asyncio.wait(others)
    for task in tasks:
        task.cancel()
"#;

const FAIL_TOGETHER: &str = r#"async def fail_together(tasks):
    """Cancels the other tasks when one has failed."""
    done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    for task in others:
        task.cancel()
"#;

const ASYNC_RATE: &str = r#"class Rate:
    """A bucket of permits that fills up one by one."""

    def __init__(self, permits, seconds):
        self.interval = seconds / permits
        self.burst = seconds - self.interval
        self.due = 0

    async def acquire(self):
        now = time.monotonic()
        due = max(self.due, now - self.burst)
        self.due = due + self.interval
        await asyncio.sleep(max(0, due - now))
"#;

const RATE: &str = r#"class Rate:
    """A bucket of permits that fills up one by one."""

    def __init__(self, permits, seconds):
        self.interval = seconds / permits
        self.burst = seconds - self.interval
        self.due = 0
        self.lock = threading.Lock()

    def acquire(self):
        with self.lock:
            now = time.monotonic()
            due = max(self.due, now - self.burst)
            self.due = due + self.interval
        time.sleep(max(0, due - now))
"#;
