//! The memory that the page and its threads share: how they wait, wake, hand over and lock. But for [`memory`],
//! [`event_order`] and [`thread_run`] the files here are run natively as well, under every order in which threads can
//! meet (tests/shared).

pub mod block_on;
pub mod ended_tasks;
pub mod errand;
pub mod event_count;
pub mod event_order;
pub mod gil;
pub mod job_queue;
pub mod mailbox;
pub mod memory;
pub mod resource_desk;
pub mod signals;
pub mod thread_run;
pub mod ticket_queue;
pub mod wait_group;
pub mod worker_mutex;
