//! The benchmark of the diagram: 100,000 spans on 100 lanes, drawn in turn by the app and by a plain canvas loop that
//! fills one rectangle for each. `script/bench` runs it on a release build and reads what it prints; nothing is asserted.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, reason = "in a test, a panic is the report")]

use interleave::browser::dom::canvas::Sheet;
use interleave::browser::dom::page;
use interleave::chart::palette::Theme;
use interleave::chart::{Arrangement, Plot, Window};
use interleave::time::MS;
use interleave::trace::{Lane, LaneId, LaneKind, Span, State, TaskId, TaskTimes, Timeline};
use js_sys::{Float64Array, Function, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

wasm_bindgen_test_configure!(run_in_browser);

const LANES: u32 = 100;
const SPANS_OF_LANE: u64 = 1_000;
const LENGTH_NS: u64 = SPANS_OF_LANE * MS;
const WIDTH_PX: f64 = 1000.0;
const ROUNDS: usize = 15;

/// One rectangle for each span, as a page would draw them that thinks no further. The last call makes the browser draw
/// what it may have put off.
const PLAIN: &str = "
    context.clearRect(0, 0, width, 10000);
    const scale = width / (end - start);
    for (let i = 0, color = null; i < starts.length; i += 1) {
        if (color !== colors[rows[i] & 7]) context.fillStyle = color = colors[rows[i] & 7];
        context.fillRect((starts[i] - start) * scale, rows[i] * 8 + 3, Math.max((ends[i] - starts[i]) * scale, 1), 6);
    }
    if (flush) context.getImageData(0, 0, 1, 1);
";

fn lanes() -> Vec<Lane> {
    (0..LANES).map(|lane| Lane { name: format!("thread {lane}"), kind: LaneKind::Thread }).collect()
}

/// Lanes full of short spans; the last ones have not ended if it is live.
fn timeline(is_live: bool, more: u32) -> Timeline {
    let mut spans = Vec::new();
    for lane in 0..LANES {
        let of_lane = SPANS_OF_LANE + u64::from(lane < more);
        for at in 0..of_lane {
            let jitter_ns = (at * 7919 + u64::from(lane) * 104_729) % (MS / 2);
            let next_ns = ((at + 1) * 7919 + u64::from(lane) * 104_729) % (MS / 2);
            let state = [State::Running, State::Blocked][(at % 2) as usize];
            let (start_ns, end_ns) = (at * MS + jitter_ns, (at + 1) * MS + next_ns);
            spans.push(Span {
                task: TaskId(lane),
                lane: Some(LaneId(lane)),
                step: Some(at as u32),
                state,
                start_ns,
                end_ns,
                order: at as u32,
            });
        }
    }
    let ended_ns = (!is_live).then_some(LENGTH_NS);
    let times = TaskTimes { arrived_ns: Some(0), started_ns: Some(0), ended_ns, end: None };
    let makespan_ns = spans.iter().map(|span| span.end_ns).max().unwrap();
    Timeline { spans, tasks: vec![times; LANES as usize], makespan_ns, ..Timeline::default() }
}

fn canvas() -> (HtmlCanvasElement, CanvasRenderingContext2d) {
    let canvas: HtmlCanvasElement = page::document().create_element("canvas").unwrap().unchecked_into();
    page::document().body().unwrap().append_child(&canvas).unwrap();
    let context = canvas.get_context("2d").unwrap().unwrap().unchecked_into();
    (canvas, context)
}

fn now_ms() -> f64 {
    page::window().performance().unwrap().now()
}

/// How long something takes, with what the browser put off.
fn timed(context: &CanvasRenderingContext2d, flush: bool, act: impl FnOnce()) -> f64 {
    let start_ms = now_ms();
    act();
    if flush {
        context.get_image_data(0.0, 0.0, 1.0, 1.0).unwrap();
    }
    now_ms() - start_ms
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

struct Plain {
    context: CanvasRenderingContext2d,
    draw: Function,
    data: [JsValue; 4],
}

impl Plain {
    fn new(timeline: &Timeline, context: CanvasRenderingContext2d) -> Self {
        let arguments = "context, starts, ends, rows, colors, start, end, width, flush";
        let spans = &timeline.spans;
        let starts: Vec<f64> = spans.iter().map(|span| span.start_ns as f64).collect();
        let ends: Vec<f64> = spans.iter().map(|span| span.end_ns as f64).collect();
        let rows: Vec<u8> = spans.iter().map(|span| span.task.0 as u8).collect();
        let colors: js_sys::Array = (0..8).map(|color| JsValue::from(Theme::Light.task(color))).collect();
        let data = [
            Float64Array::from(&starts[..]).into(),
            Float64Array::from(&ends[..]).into(),
            Uint8Array::from(&rows[..]).into(),
            colors.into(),
        ];
        Self { context, draw: Function::new_with_args(arguments, PLAIN), data }
    }

    fn draw(&self, window: &Window, flush: bool) -> f64 {
        let arguments = js_sys::Array::of1(&self.context);
        for data in &self.data {
            arguments.push(data);
        }
        for number in [window.start_ns as f64, window.end_ns as f64, window.width_px] {
            arguments.push(&number.into());
        }
        arguments.push(&flush.into());
        timed(&self.context, false, || {
            self.draw.apply(&JsValue::NULL, &arguments).unwrap();
        })
    }
}

fn report(name: &str, ours_ms: f64, plain_ms: f64, bound: f64) {
    let ratio = ours_ms / plain_ms;
    let word = if ratio <= bound { "within" } else { "BEYOND" };
    console_log!(
        "{word}  {name}: {ours_ms:.3} ms, plain loop {plain_ms:.3} ms, ratio {ratio:.2}  (bound: {bound} × a plain loop)"
    );
}

#[wasm_bindgen_test]
fn a_hundred_thousand_spans_beside_a_plain_canvas_loop() {
    for flush in [false, true] {
        let whole = Window { start_ns: 0, end_ns: LENGTH_NS, width_px: WIDTH_PX };
        let all = timeline(false, 0);
        let (plain_canvas, context) = canvas();
        plain_canvas.set_width(WIDTH_PX as u32);
        plain_canvas.set_height(806);
        let plain = Plain::new(&all, context);
        let (sheet_canvas, context) = canvas();
        let mut sheet = Sheet::default();
        let mut plot = Plot::default();
        let first_plain_ms = plain.draw(&whole, flush);
        let first_ms = timed(&context, flush, || {
            plot = Plot::default().grown(&lanes(), &all, &Arrangement::default());
            sheet.paint(&sheet_canvas, &plot, whole, Theme::Light).unwrap();
        });
        let how = if flush { "drawn" } else { "calls" };
        report(&format!("first picture of 100,000 spans, {how}"), first_ms, first_plain_ms, 1.0);

        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS as u64 {
            // Moved and zoomed a little, with all spans in view.
            let window = Window { start_ns: 0, end_ns: LENGTH_NS + (round + 1) * MS, width_px: WIDTH_PX };
            theirs.push(plain.draw(&window, flush));
            ours.push(timed(&context, flush, || {
                sheet.paint(&sheet_canvas, &plot, window, Theme::Light).unwrap();
            }));
        }
        let whole_ms = median(theirs);
        report(&format!("pan and zoom with all of them in view, {how}"), median(ours), whole_ms, 0.5);

        let window = Window { end_ns: LENGTH_NS * 3 / 2, ..whole };
        let mut live = Plot::default().grown(&lanes(), &timeline(true, 0), &Arrangement::default());
        sheet.paint(&sheet_canvas, &live, window, Theme::Light).unwrap();
        let (mut ours, mut anew) = (Vec::new(), Vec::new());
        for more in 1..=ROUNDS as u32 {
            let later = timeline(true, more);
            ours.push(timed(&context, flush, || {
                live = live.grown(&lanes(), &later, &Arrangement::default());
                sheet.paint(&sheet_canvas, &live, window, Theme::Light).unwrap();
            }));
            anew.push(plain.draw(&window, flush));
        }
        report(&format!("one more span while live, {how}"), median(ours), median(anew), 0.1);
    }
}
