//! Drawing between two renderings: while a run goes on its picture is drawn many times, the words around it less often.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::HtmlCanvasElement;
use yew::prelude::*;

use crate::browser::dom::canvas::Sheet;
use crate::chart::palette::Theme;
use crate::chart::{Arrangement, Behind, Layer, Plot, Style, Window, layered, rows_of};
use crate::engine::Model;
use crate::stats::{Analysis, Kind};

type Paint = Rc<dyn Fn(&Rc<Analysis>, &Window) -> bool>;

/// Who draws of which model, and under which number.
#[derive(Clone, Default)]
pub struct Painters(Rc<RefCell<Listed>>);

#[derive(Default)]
struct Listed {
    last: u32,
    paints: Vec<(u32, Model, Paint)>,
}

/// Draws as long as it is kept.
pub struct Painter {
    number: u32,
    painters: Painters,
}

impl Drop for Painter {
    fn drop(&mut self) {
        self.painters.0.borrow_mut().paints.retain(|(number, ..)| *number != self.number);
    }
}

impl Painters {
    /// This one draws from now on, beside others of the same model; it tells whether what stands around it still fits.
    pub fn add(&self, model: Model, paint: impl Fn(&Rc<Analysis>, &Window) -> bool + 'static) -> Painter {
        let mut listed = self.0.borrow_mut();
        listed.last += 1;
        let number = listed.last;
        listed.paints.push((number, model, Rc::new(paint)));
        Painter { number, painters: self.clone() }
    }

    /// Draws the picture of a run and what belongs to it; whether there is somebody to do so, and nothing else has to be
    /// drawn.
    pub fn paint(&self, view: &Rc<Analysis>, window: &Window) -> bool {
        let listed = self.0.borrow();
        let of_model = listed.paints.iter().filter(|(_, model, _)| *model == view.subject.model());
        let paints: Vec<Paint> = of_model.map(|(.., paint)| paint.clone()).collect();
        // Let go of before they draw.
        drop(listed);
        let mut fits = !paints.is_empty();
        for paint in &paints {
            fits &= paint(view, window);
        }
        fits
    }
}

impl PartialEq for Painters {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The newest view of a run. While the run is under way, that is the one of the picture drawn last, which is newer than
/// what was rendered: figures stand beside the picture they are of.
#[hook]
pub fn use_newest(painters: &Painters, view: &Rc<Analysis>) -> Rc<Analysis> {
    let newest = use_state(|| None::<(Rc<Analysis>, Rc<Analysis>)>);
    {
        let (painters, newest) = (painters.clone(), newest.setter());
        use_effect_with(view.clone(), move |rendered| {
            let since = rendered.clone();
            let painter = (!rendered.is_whole).then(|| {
                painters.add(rendered.subject.model(), move |view, _| {
                    newest.set(Some((since.clone(), view.clone())));
                    true
                })
            });
            move || drop(painter)
        });
    }
    match &*newest {
        Some((since, newest)) if since == view => newest.clone(),
        _ => view.clone(),
    }
}

/// What is kept of one picture for the next.
#[derive(Default)]
pub struct Pen {
    kept: Plot,
    sheet: Sheet,
    /// How many rows there were, and how high it all was, when names were last put beside them.
    named: (usize, f64),
}

impl Pen {
    /// The plot of a view with what was expected behind it, or measured before under it, made out of the last one.
    pub fn plot(&mut self, view: &Analysis, behind: Option<&Analysis>, arrangement: &Arrangement) -> Plot {
        let style = if view.kind == Kind::Expected { Style::Ghost } else { Style::Solid };
        let lanes = &rows_of(view, behind).lanes;
        let behind = behind.map(Behind::of);
        self.kept = self.kept.layered(lanes, &view.timeline, behind, arrangement).styled(style);
        self.kept.clone()
    }

    /// Names have been put beside the rows of this plot.
    pub fn name(&mut self, plot: &Plot) {
        self.named = (plot.layout.rows, plot.layout.height_px);
    }

    /// Whether the names are where the rows of this plot are.
    pub fn is_named(&self, plot: &Plot) -> bool {
        self.named.0 == plot.layout.rows && self.named.1.to_bits() == plot.layout.height_px.to_bits()
    }

    /// Draws few spans as shapes, many as pixels.
    pub fn draw(
        &mut self,
        canvas: &HtmlCanvasElement,
        plot: &Plot,
        (view, behind): (&Analysis, Option<&Analysis>),
        window: &Window,
        theme: Theme,
    ) {
        let done = if plot.is_dense(window) {
            self.sheet.paint(canvas, plot, &view.timeline, *window, theme)
        } else {
            let front = Layer { timeline: &view.timeline, layout: &plot.layout, style: plot.style };
            let behind = behind.zip(plot.behind.as_ref()).map(|(view, placed)| Layer {
                timeline: &view.timeline,
                layout: &placed.layout,
                style: placed.style,
            });
            self.sheet.draw(canvas, &layered(&front, behind.as_ref(), window), theme)
        };
        if let Err(error) = done {
            web_sys::console::error_1(&error);
        }
    }
}
