//! The figures of a run as bytes: where its spans are not kept, nothing else tells them.

use super::bytes::{DecodeError, Reader, Writer};
use crate::stats::{Figures, Latency, Level, Requests};

pub(super) fn write_figures(writer: &mut Writer, figures: &Figures) {
    for level in [figures.concurrency, figures.parallelism] {
        writer.float(level.average);
        writer.number(u64::from(level.peak));
    }
    writer.float(figures.utilization);
    writer.float(figures.throughput_per_s);
    writer.number(u64::from(figures.oversubscription_peak));
    writer.number(u64::from(figures.lanes));
    let Latency { p50_ns, p95_ns, max_ns } = figures.latency;
    let lost =
        [figures.startup_ns, figures.queueing_ns, figures.lock_wait_ns, figures.overrun_ns, figures.page_frozen_ns];
    for ns in [figures.makespan_ns, p50_ns, p95_ns, max_ns].into_iter().chain(lost) {
        writer.number(ns);
    }
    // One more, so that none is 0.
    writer.number(figures.loop_lag_ns.map_or(0, |ns| ns + 1));
    writer.optional(figures.requests.map(|requests| requests.bytes));
    writer.number(figures.requests.map_or(0, |requests| u64::from(requests.most)));
}

pub(super) fn read_figures(reader: &mut Reader) -> Result<Figures, DecodeError> {
    let mut level = || Ok(Level { average: reader.float()?, peak: reader.number_u32()? });
    let (concurrency, parallelism) = (level()?, level()?);
    let (utilization, throughput_per_s) = (reader.float()?, reader.float()?);
    let (oversubscription_peak, lanes) = (reader.number_u32()?, reader.number_u32()?);
    Ok(Figures {
        makespan_ns: reader.number()?,
        concurrency,
        parallelism,
        oversubscription_peak,
        utilization,
        latency: Latency { p50_ns: reader.number()?, p95_ns: reader.number()?, max_ns: reader.number()? },
        startup_ns: reader.number()?,
        queueing_ns: reader.number()?,
        lock_wait_ns: reader.number()?,
        overrun_ns: reader.number()?,
        throughput_per_s,
        lanes,
        page_frozen_ns: reader.number()?,
        loop_lag_ns: reader.number()?.checked_sub(1),
        requests: read_requests(reader)?,
        speedup: None,
    })
}

fn read_requests(reader: &mut Reader) -> Result<Option<Requests>, DecodeError> {
    let (bytes, most) = (reader.optional()?, reader.number_u32()?);
    Ok(bytes.map(|bytes| Requests { most, bytes }))
}
