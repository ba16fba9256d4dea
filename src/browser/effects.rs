//! Carries out what the application wants done.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use super::dom::files::Files;
use super::dom::foresight::Foresight;
use super::dom::what_if::Region;
use super::dom::{address, page, storage, text_box};
use super::supervisor::RunSupervisor;
use crate::app::opened::Clip;
use crate::app::{Action, Effect};
use crate::chart::palette::Theme;

/// Whatever the application wants done goes through here, and what comes of it comes back as actions.
pub struct Effects {
    supervisor: RunSupervisor,
    files: Files,
    what_if: Region,
    foresight: Foresight,
    act: Rc<dyn Fn(Action)>,
}

impl Effects {
    /// Starts without a worker. What happens later is told to `act`, never from within a call to it.
    pub fn new(act: impl Fn(Action) + 'static) -> Self {
        let act: Rc<dyn Fn(Action)> = Rc::new(act);
        let worker_script = page::script("worker-script");
        let (told, heard) = (act.clone(), act.clone());
        let supervisor = RunSupervisor::new(worker_script.clone(), &page::script("asking-script"), move |what| {
            told(Action::Told(what));
        });
        let files = Files::new(worker_script.clone(), move |report| heard(Action::Files(report)));
        let (asked, foreseen) = (act.clone(), act.clone());
        let what_if = Region::new(worker_script.clone(), move |action| asked(Action::WhatIf(action)));
        let foresight = Foresight::new(worker_script, move |told| foreseen(Action::Foreseen(told)));
        Self { supervisor, files, what_if, foresight, act }
    }

    /// Carries an effect out. What is known at once comes back as an action: what comes of keeping a list must be known
    /// before the next letter is typed.
    pub fn carry_out(&self, effect: Effect) -> Option<Action> {
        let done = match effect {
            Effect::Calibrate => self.supervisor.calibrate(),
            Effect::Park(threads) => self.supervisor.park(threads),
            Effect::Foresee(order) => {
                self.foresight.carry_out(order);
                Ok(())
            }
            Effect::Start(order) => self.supervisor.run(order),
            Effect::Download { name, media_type, text } => page::download(&name, media_type, &text),
            Effect::Files(wanted) => {
                let act = self.act.clone();
                self.files.carry_out(wanted, move |trouble| act(Action::Notice(trouble)))
            }
            Effect::WhatIf(order) => {
                self.what_if.carry_out(order);
                Ok(())
            }
            Effect::Keep { id, value, known } => {
                let keeping = storage::exchange(&id, &value, known.as_deref());
                return Some(Action::Keep { id, value, keeping });
            }
            Effect::Stop => {
                // Its end is told.
                self.supervisor.stop();
                Ok(())
            }
            Effect::Forget { id, known } => {
                storage::forget(&id, known.as_deref());
                Ok(())
            }
            Effect::Write { text, selection, reveals } => {
                text_box::write(&text, selection, reveals);
                Ok(())
            }
            Effect::Focus => {
                text_box::focus();
                Ok(())
            }
            Effect::Place(place) => {
                storage::place(&place);
                Ok(())
            }
            Effect::Share(written) => {
                self.share(written);
                Ok(())
            }
            Effect::Copy { clip, text } => {
                self.copy(clip, text);
                Ok(())
            }
            Effect::Settle => {
                address::settle();
                Ok(())
            }
            Effect::SaveChoices(choices) => {
                keep_if_possible(storage::CHOICES, &choices);
                Ok(())
            }
            Effect::NoteRuns(lists) => {
                keep_if_possible(storage::KEPT_RUNS, &lists);
                Ok(())
            }
            Effect::NotePins { list, note } => {
                storage::note_pins(&list, &note);
                Ok(())
            }
            Effect::Theme(theme) => {
                page::show_theme(theme);
                keep_if_possible(storage::THEME, if theme == Theme::Dark { "dark" } else { "light" });
                Ok(())
            }
        };
        done.err().map(Action::Trouble)
    }

    /// Makes a link, copies it, and tells what it is.
    fn share(&self, written: String) {
        let act = self.act.clone();
        spawn_local(async move {
            act(match address::fragment_of(&written).await {
                Ok(fragment) => {
                    let address = address::with_fragment(&fragment);
                    let copied = address::copy(&address).await;
                    let held = address::held(&fragment).await;
                    Action::Shared { address, held, copied }
                }
                Err(error) => Action::NoLink(error),
            });
        });
    }

    /// Copies a text, and tells whether that worked.
    fn copy(&self, clip: Clip, text: String) {
        let act = self.act.clone();
        spawn_local(async move { act(Action::Copied(address::copy(&text).await.then_some(clip))) });
    }
}

/// Keeps what is no reason to disturb anybody if it can't be kept: colors, and choices about models.
fn keep_if_possible(key: &str, value: &str) {
    let _ = storage::save(key, value);
}
