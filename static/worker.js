// Starts a worker, and does nothing else: the page's module, in the page's memory if it is handed one (a thread),
// or in a memory made here (a process).
onmessage = async ({ data }) => {
  onmessage = null;
  try {
    const { default: init, worker_main } = await import(data.script);
    await init({ module_or_path: data.module, memory: data.memory, thread_stack_size: data.stack });
    worker_main(data.role, data.order);
  } catch (error) {
    postMessage(String(error));
  }
};

// Whoever started it sends all it needs as soon as it can hear.
postMessage(null);
