/**
 * Lets every promise that can go on do so. A tick that is asked for from a microtask runs once the
 * microtask queue is empty, and costs no turn of the event loop.
 */
export function settle(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
