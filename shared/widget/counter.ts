/**
 * The small page script: counts this view where it was loaded from, and shows the numbers. A classic
 * script without dependencies. It never throws: whatever goes wrong, the page keeps its own text.
 * At most 450 bytes gzipped: where a line looks odd, a plainer one did not fit.
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
      const privacy = navigator as unknown as PrivacySignals;
      if (privacy.globalPrivacyControl || privacy.doNotTrack === '1') {
        delete storage.visitorId;
      } else {
        // Also replaces an id that the counter would refuse. It is kept before it is sent: one that
        // cannot be kept would make a new visitor of every view. randomUUID needs https.
        if (!/^[\w-]{8,64}$/.test(storage.visitorId || '')) {
          storage.visitorId = crypto.getRandomValues(new Uint32Array(4)).join('-');
        }
        path += `?vid=${storage.visitorId}`;
      }
    } catch {}
    // The counter may be down or blocked.
    try {
      const response = await fetch(new URL(path, source), { keepalive: true });
      const totals = await response.json();
      const fill = (selector: string, total: string): void => {
        for (const element of page.querySelectorAll(selector)) element.textContent = total;
      };
      const show = (): void => {
        fill('[data-visitor-count],#visitor-count', totals.count);
        fill('[data-visitor-unique],#unique-count', totals.unique);
      };
      if (totals.ok) {
        show();
        // An async script may have its answer before the page is read to its end.
        addEventListener('DOMContentLoaded', show);
      }
    } catch {}
  };

  // A hidden page's first change is to visible. A prerendered page is a hidden one.
  if (page.hidden) addEventListener('visibilitychange', count, { once: true });
  else count();
}

/** Global Privacy Control (w3c.github.io/gpc) and Do Not Track, of which TypeScript knows nothing. */
interface PrivacySignals {
  readonly globalPrivacyControl?: boolean;
  readonly doNotTrack?: string | null;
}
