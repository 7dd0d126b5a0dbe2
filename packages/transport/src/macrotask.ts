/** Runs a function in a task of its own, after all promise continuations that are due; Node and browsers. */

type Task = () => void;

function overMessageChannel(): (task: Task) => void {
  const { port1, port2 } = new MessageChannel();
  const tasks: Task[] = [];
  port1.onmessage = () => tasks.shift()?.();
  return (task) => {
    tasks.push(task);
    port2.postMessage(0);
  };
}

// Taken once, so that a test's fake timers, installed later, do not stop the byte stream.
export const macrotask: (task: Task) => void =
  typeof setImmediate === 'function' ? setImmediate : overMessageChannel();
