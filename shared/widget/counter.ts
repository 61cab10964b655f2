/**
 * The small page script: counts this view where it was loaded from, and shows the numbers. A classic
 * script without dependencies. It never throws: whatever goes wrong, the page keeps its own text.
 * At most 450 bytes gzipped, so nothing here is for the look of it.
 */
{
  const page = document;
  // Read now: later, when a listener runs, there is no current script. A module has none at all.
  const source = (page.currentScript as HTMLScriptElement | null)?.src;

  const count = async (): Promise<void> => {
    let path = 'counter';
    // Storage may be blocked or full: then the view counts, and nobody is recognised.
    try {
      const storage = localStorage;
      const { globalPrivacyControl, doNotTrack } = navigator as unknown as PrivacySignals;
      if (globalPrivacyControl || doNotTrack === '1') storage.removeItem('visitorId');
      else {
        // Also replaces an id that the counter would refuse. It is kept before it is sent: one that
        // cannot be kept would make a new visitor of every view. randomUUID needs https.
        if (!/^[\w-]{8,64}$/.test(storage.visitorId)) {
          storage.visitorId = crypto.getRandomValues(new Uint32Array(4)).join('-');
        }
        path += `?vid=${storage.visitorId}`;
      }
    } catch {}
    // The counter may be down or blocked.
    try {
      const response = await fetch(new URL(path, source), { keepalive: true });
      const totals = await response.json();
      const show = (selector: string, total: number): void => {
        for (const element of page.querySelectorAll(selector)) element.textContent = String(total);
      };
      const showAll = (): void => {
        show('[data-visitor-count],#visitor-count', totals.count);
        show('[data-visitor-unique],#unique-count', totals.unique);
      };
      if (totals.ok) {
        showAll();
        // An async script may have its answer before the page is read to its end.
        page.addEventListener('DOMContentLoaded', showAll);
      }
    } catch {}
  };

  // A hidden page's first change is to visible. A prerendered page is a hidden one.
  if (page.hidden) page.addEventListener('visibilitychange', count, { once: true });
  else count();
}

/** Global Privacy Control (w3c.github.io/gpc) and Do Not Track, of which TypeScript knows nothing. */
interface PrivacySignals {
  readonly globalPrivacyControl?: boolean;
  readonly doNotTrack?: string | null;
}
