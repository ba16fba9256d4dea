//! Turns of an event loop: what gives way is woken by a message, each in a turn of its own, so that timers and messages
//! that are due come in between. Timers would measure the browser's 4 ms clamp instead.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use futures_channel::oneshot;
use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use web_sys::{MessageChannel, MessagePort};

/// Gives out turns of this worker's loop.
#[derive(Default)]
pub struct Turns(RefCell<Option<Rc<TurnQueue>>>);

struct TurnQueue {
    waiting: RefCell<VecDeque<oneshot::Sender<()>>>,
    here: MessagePort,
    there: MessagePort,
    on_message: Closure<dyn FnMut()>,
}

impl Turns {
    /// Ready in the next turn of the loop.
    pub async fn next(&self) {
        let (wake, woken) = oneshot::channel();
        match self.queue() {
            Ok(queue) => {
                queue.waiting.borrow_mut().push_back(wake);
                if queue.there.post_message(&JsValue::UNDEFINED).is_err() {
                    queue.waiting.borrow_mut().pop_back();
                }
            }
            // Without a message channel a timer has to do.
            Err(_) => return TimeoutFuture::new(0).await,
        }
        // A sender that is gone has been woken by the drop: the turn has come all the same.
        let _ = woken.await;
    }

    fn queue(&self) -> Result<Rc<TurnQueue>, JsValue> {
        if let Some(queue) = &*self.0.borrow() {
            return Ok(queue.clone());
        }
        let channel = MessageChannel::new()?;
        let queue = Rc::new_cyclic(|queue: &std::rc::Weak<TurnQueue>| {
            let queue = queue.clone();
            let on_message = Closure::new(move || {
                let next = queue.upgrade().and_then(|queue| queue.waiting.borrow_mut().pop_front());
                if let Some(wake) = next {
                    // Whoever gave way may have been dropped meanwhile.
                    let _ = wake.send(());
                }
            });
            TurnQueue { waiting: RefCell::default(), here: channel.port1(), there: channel.port2(), on_message }
        });
        queue.here.set_onmessage(Some(queue.on_message.as_ref().unchecked_ref()));
        *self.0.borrow_mut() = Some(queue.clone());
        Ok(queue)
    }
}

impl Drop for TurnQueue {
    fn drop(&mut self) {
        self.here.close();
        self.there.close();
    }
}
