// Starts a worker, and does nothing else: the page's module, in the page's memory if it is handed one (a thread),
// or in a memory made here (a process); or a module of its own, if it is handed none. The worker's name is the address
// of the module's script, so that it can be loaded before the first message is here.
const loading = import(self.name);
// Why it failed is told in answer to the first message, which may come later than the failure.
loading.catch(() => {});
let booted = false;

onmessage = async ({ data }) => {
  booted = true;
  onmessage = null;
  try {
    const { default: init, initSync, worker_main } = await loading;
    // What a release has put apart of the module (later.js).
    self.later = data.later;
    if (data.module) initSync({ module: data.module, memory: data.memory, thread_stack_size: data.stack });
    else await init();
    worker_main(data.role ?? "", data.order);
  } catch (error) {
    postMessage(String(error));
  }
};

// The message is here already, unless something else loaded this script and could not hear it: then ask for it again.
setTimeout(() => booted || postMessage(null));
