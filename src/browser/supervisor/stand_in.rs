//! Who stands in for a server: a service worker that answers those workers alone whose script lies in its folder. It is
//! registered when a list first asks a server, and hears of each run that does, so that it is awake.

use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, RegistrationOptions, ServiceWorker, ServiceWorkerRegistration, ServiceWorkerState};

use super::asking_frame::AskingFrame;
use super::{Active, Inner, with, with_files};
use crate::browser::js::text_of;
use crate::wire::order::RunOrder;
use crate::wire::report::Told;

/// Its script, in the folder of the workers that it answers.
const SCRIPT: &str = "sw.js";
/// It is awake by then, or a run goes on without.
const PATIENCE_MS: u32 = 5000;
/// What is told of it then.
const NO_ANSWER: &str = "it doesn't answer";
/// How often is asked whether it is there: it takes some 20 ms.
const LOOK_MS: u32 = 5;

/// What workers that ask start from, with a mark of this page behind it, by which its requests are known, and room for one of
/// their own.
pub fn of_this_page(script: &str) -> String {
    format!("{script}?{}.", (js_sys::Math::random() * f64::from(u32::MAX)) as u32)
}

/// The stand-in, as the page has it.
#[derive(Clone)]
pub struct StandIn {
    active: ServiceWorker,
}

impl StandIn {
    /// Has it be there and awake; the one that is known, if it is still good.
    ///
    /// # Errors
    /// If it can't be, in the browser's words.
    pub async fn call(folder: &str, known: Option<Self>) -> Result<Self, String> {
        // To register it again would wait for whatever else a browser registers, such as the page's own service worker.
        if let Some(known) = known.filter(|known| known.active.state() == ServiceWorkerState::Activated) {
            let woken = select(Box::pin(known.wake()), TimeoutFuture::new(PATIENCE_MS)).await;
            return match woken {
                Either::Left((woken, _)) => woken.map(|()| known.clone()).map_err(|error| text_of(&error)),
                Either::Right(_) => Err(NO_ANSWER.to_owned()),
            };
        }
        let found = match select(Box::pin(Self::found(folder)), TimeoutFuture::new(PATIENCE_MS)).await {
            Either::Left((found, _)) => found,
            Either::Right(_) => Err(NO_ANSWER.into()),
        };
        found.map_err(|error| text_of(&error))
    }

    async fn found(folder: &str) -> Result<Self, JsValue> {
        let navigator = web_sys::window().ok_or("no window")?.navigator();
        if !js_sys::Reflect::has(&navigator, &"serviceWorker".into())? || navigator.service_worker().is_undefined() {
            return Err("this browser has no service workers here".into());
        }
        let options = RegistrationOptions::new();
        options.set_scope(folder);
        let script = [folder, SCRIPT].concat();
        let registering = navigator.service_worker().register_with_options(&script, &options);
        let registration: ServiceWorkerRegistration = JsFuture::from(registering).await?.dyn_into()?;
        let active = loop {
            match registration.active() {
                Some(active) => break active,
                None => TimeoutFuture::new(LOOK_MS).await,
            }
        };
        let stand_in = Self { active };
        stand_in.wake().await?;
        Ok(stand_in)
    }

    async fn wake(&self) -> Result<(), JsValue> {
        let channel = MessageChannel::new()?;
        let (wake, awake) = oneshot::channel();
        let heard = Closure::once(move || {
            // Nobody waits any more if it took too long.
            let _ = wake.send(());
        });
        channel.port1().set_onmessage(Some(heard.as_ref().unchecked_ref()));
        self.active.post_message_with_transferable(&JsValue::NULL, &Array::of1(&channel.port2()))?;
        awake.await.map_err(|_| JsValue::from("its answer got lost"))
    }

    /// Has whatever this page still asks answered at once: the run is over.
    ///
    /// # Errors
    /// If it can't be told.
    pub fn take_back(&self, page: &str) -> Result<(), JsValue> {
        self.active.post_message(&page.into())
    }
}

impl Inner {
    /// Has the stand-in be there before this run starts, if it asks one, and its files; workers that can't ask it give way to
    /// such as can.
    pub(super) fn call_ahead(self: &Rc<Self>, order: &RunOrder) {
        self.is_calling.set(true);
        let inner = Rc::downgrade(self);
        let folder = self.asking_script.rsplit_once('/').map_or("", |(folder, _)| folder);
        let folder = [folder, "/"].concat();
        let known = self.stand_in.borrow().clone();
        let (run, asks, needs) = (order.run, order.plan.fetches(), order.plan.files());
        let is_on_page = order.options.is_on_page(order.model);
        let mark = self.mark().to_owned();
        wasm_bindgen_futures::spawn_local(async move {
            let called = if asks { Some(StandIn::call(&folder, known).await) } else { None };
            let has_frame = is_on_page && matches!(called, Some(Ok(_)));
            let frame = if has_frame { opened(&folder, &mark).await } else { None };
            let files = with_files::place(&mark, run, needs).await;
            with(&inner, |inner| {
                *inner.asking_frame.borrow_mut() = frame;
                inner.place_files(run, files);
                inner.called(called);
            });
        });
    }

    fn called(self: &Rc<Self>, called: Option<Result<StandIn, String>>) {
        self.is_calling.set(false);
        match called {
            None => {}
            Some(Ok(stand_in)) => {
                *self.stand_in.borrow_mut() = Some(stand_in);
                if *self.script.borrow() != self.asking_script {
                    self.script.replace(self.asking_script.clone());
                    self.host.borrow_mut().take();
                    self.threads.borrow_mut().take();
                    self.loop_worker.borrow_mut().take();
                }
            }
            // The steps that ask fail, and say so.
            Some(Err(why)) => web_sys::console::info_1(&["Nobody stands in for a server: ", &why].concat().into()),
        }
        let started = match &*self.active.borrow() {
            Some(Active::Pending(order)) => self.ensure_workers(order).map_err(|trouble| (order.run, trouble)),
            _ => Ok(()),
        };
        match started {
            Ok(()) => self.proceed(),
            Err((run, trouble)) => {
                self.active.borrow_mut().take();
                self.end_files();
                (self.tell)(Told::Lost(run, trouble));
            }
        }
    }

    /// Nobody waits any more for what this page still asks.
    pub(super) fn take_requests_back(&self) {
        if let Some(Err(error)) = self.stand_in.borrow().as_ref().map(|stand_in| stand_in.take_back(self.mark())) {
            web_sys::console::warn_1(&error);
        }
    }

    /// The mark of this page, by which all that is its own is known.
    fn mark(&self) -> &str {
        self.asking_script.rsplit_once('?').map_or("", |(_, page)| page.trim_end_matches('.'))
    }
}

/// The frame that the page's own loop asks through, if it can be opened.
async fn opened(folder: &str, mark: &str) -> Option<AskingFrame> {
    let opening = select(Box::pin(AskingFrame::open(folder, mark)), TimeoutFuture::new(PATIENCE_MS)).await;
    let why = match opening {
        Either::Left((Ok(frame), _)) => return Some(frame),
        Either::Left((Err(error), _)) => text_of(&error),
        Either::Right(_) => NO_ANSWER.to_owned(),
    };
    // The steps that ask fail, and say so.
    web_sys::console::info_1(&["The page's own loop has nothing to ask through: ", &why].concat().into());
    None
}
