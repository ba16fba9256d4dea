//! The crew: workers that share the page's memory, parked in advance, because starting an operating system's thread
//! is cheap and starting a Web Worker is not. The page owns them, and ends those that died.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::handle::{Heard, Role, Worker};
use crate::browser::shared::memory::Seat;
use crate::wire::message::Report;

struct Member {
    id: u32,
    seat: Arc<Seat>,
    ready: bool,
    /// Ends the worker when it is dropped.
    _worker: Worker,
}

/// What the page is told about the crew.
pub enum FromCrew {
    /// A worker is parked and ready.
    Parked,
    /// A worker reports.
    Report(Report),
    /// A worker is dead.
    Dead(String),
}

type Members = Rc<RefCell<Vec<Member>>>;

fn bury(members: &Members, id: u32) {
    let dead = members.borrow_mut().extract_if(.., |member| member.id == id).next();
    // Dropped in a turn of its own: the closure that runs now belongs to the worker that goes.
    wasm_bindgen_futures::spawn_local(async move { drop(dead) });
}

/// The parked workers.
pub struct Crew {
    script: String,
    members: Members,
    next: Cell<u32>,
    hear: Rc<dyn Fn(FromCrew)>,
}

impl Crew {
    /// A crew of nobody.
    pub fn new(script: String, hear: impl Fn(FromCrew) + 'static) -> Self {
        Self { script, members: Rc::default(), next: Cell::new(0), hear: Rc::new(hear) }
    }

    /// Starts workers until there are so many, parked or about to be.
    ///
    /// # Errors
    /// If the browser refuses to start one.
    pub fn grow(&self, count: usize) -> Result<(), String> {
        while self.members.borrow().len() < count {
            self.add()?;
        }
        Ok(())
    }

    fn add(&self) -> Result<(), String> {
        let id = self.next.get();
        self.next.set(id + 1);
        let seat = Arc::new(Seat::default());
        let members = Rc::downgrade(&self.members);
        let tell = self.hear.clone();
        let hear = move |heard| {
            let Some(members) = members.upgrade() else { return };
            match heard {
                Heard::Report(Report::Ready) => {
                    if let Some(member) = members.borrow_mut().iter_mut().find(|member| member.id == id) {
                        member.ready = true;
                    }
                    tell(FromCrew::Parked);
                }
                Heard::Report(report) => {
                    // A panic is the last thing a worker tells: its seat must not be given to the next run.
                    if matches!(report, Report::Trouble { .. }) {
                        bury(&members, id);
                    }
                    tell(FromCrew::Report(report));
                }
                Heard::Dead(message) => {
                    bury(&members, id);
                    tell(FromCrew::Dead(message));
                }
            }
        };
        let worker = Worker::start(&self.script, Role::Thread(seat.clone()), hear)?;
        self.members.borrow_mut().push(Member { id, seat, ready: false, _worker: worker });
        Ok(())
    }

    /// The seats of all that are parked and ready.
    pub fn seats(&self) -> Vec<Arc<Seat>> {
        self.members.borrow().iter().filter(|member| member.ready).map(|member| member.seat.clone()).collect()
    }

    /// How many workers there are, ready or not.
    pub fn len(&self) -> usize {
        self.members.borrow().len()
    }
}
