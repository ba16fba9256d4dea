//! What the models are told, as bytes.

use super::bytes::{DecodeError, Reader, Writer};
use crate::engine::{Behind, Options};

pub(super) fn write_options(writer: &mut Writer, options: &Options) {
    for size in [options.pool, options.process_pool, options.offload] {
        writer.number(size as u64);
    }
    writer.flag(options.page_loop);
    writer.text(options.behind.id());
}

pub(super) fn read_options(reader: &mut Reader) -> Result<Options, DecodeError> {
    let mut size = || reader.number_u32().map(|size| size as usize);
    let (pool, process_pool, offload) = (size()?, size()?, size()?);
    let page_loop = reader.flag()?;
    let behind = Behind::from_id(reader.text()?).ok_or(DecodeError::Inconsistent)?;
    Ok(Options { pool, process_pool, offload, page_loop, behind })
}
