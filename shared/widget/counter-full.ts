/**
 * The full page script: what the small one does, and numbers in the page's language, busuanzi's
 * elements, single-page sites, the back/forward cache, a `visitorcount` event, and views that do not
 * count: developers', robots', frames', switched-off devices'. Those only read the numbers.
 */
{
  const page = document;
  // Read now: later, when a listener runs, there is no current script. A module has none at all.
  const script = page.currentScript as HTMLScriptElement | null;
  const source = script?.src;
  const privacy = navigator as unknown as PrivacySignals;
  let counted: string | undefined;

  /** Why this view does not count; empty when it does. */
  const skipped = (device?: string): string =>
    privacy.webdriver
      ? 'webdriver'
      : self !== top
        ? 'frame'
        : device === 'off'
          ? 'off'
          : script?.dataset.allowLocal === undefined &&
              /^(|127(\.\d+){3}|\[::1]|(.+\.)?localhost)$/.test(location.hostname)
            ? 'local'
            : '';

  /** `device`: whether the address switches this device `on` or `off`. */
  const count = async (device?: string): Promise<void> => {
    let path = 'counter';
    let reason = '';
    // Storage may be blocked or full: then the view counts, and nobody is recognised.
    try {
      const storage = localStorage;
      if (device) storage.visitorCounter = device;
      reason = skipped(storage.visitorCounter);
      if (privacy.globalPrivacyControl || privacy.doNotTrack === '1') {
        delete storage.visitorId;
      } else if (!reason) {
        // Also replaces an id that the counter would refuse. It is kept before it is sent: one that
        // cannot be kept would make a new visitor of every view. randomUUID needs https.
        if (!/^[\w-]{8,64}$/.test(storage.visitorId || '')) {
          storage.visitorId = crypto.getRandomValues(new Uint32Array(4)).join('-');
        }
        path += `?vid=${storage.visitorId}`;
      }
    } catch {
      reason = skipped(device);
    }
    // The counter may be down or blocked.
    try {
      const response = await fetch(new URL(reason ? 'totals' : path, source), { keepalive: true });
      const totals = await response.json();
      const fill = (selector: string, total: number): void => {
        let text = String(total);
        // A page may say lang="en_US", which no browser takes for a language.
        try {
          text = total.toLocaleString(page.documentElement.lang || []);
        } catch {}
        for (const element of page.querySelectorAll(selector)) element.textContent = text;
      };
      const show = (): void => {
        fill('[data-visitor-count],#visitor-count,#busuanzi_value_site_pv', totals.count);
        fill('[data-visitor-unique],#unique-count,#busuanzi_value_site_uv', totals.unique);
        // Themes hide what busuanzi has not filled yet, and leave it to the script to show it.
        const hidden = page.querySelectorAll<HTMLElement>('[id^=busuanzi_container_site_]');
        for (const element of hidden) element.style.display = 'inline';
      };
      if (totals.ok) {
        show();
        // An async script may have its answer before the page is read to its end.
        addEventListener('DOMContentLoaded', show);
        page.dispatchEvent(
          new CustomEvent('visitorcount', {
            bubbles: true,
            detail: { ...totals, skipped: reason },
          }),
        );
      }
    } catch {}
  };

  /** A view is a path that is seen: what changes after `?` or `#` is a filter or a place on the page. */
  const view = (): void => {
    const device = /^#visitor-counter=(on|off)$/.exec(location.hash)?.[1];
    if (page.hidden) addEventListener('visibilitychange', view, { once: true });
    else if (device || counted !== location.pathname) {
      counted = location.pathname;
      count(device);
    }
  };

  const pushState = history.pushState;
  history.pushState = (...change) => {
    pushState.apply(history, change);
    view();
  };
  addEventListener('popstate', view);
  addEventListener('pageshow', (event) => {
    if (event.persisted) {
      counted = '';
      view();
    }
  });
  view();
}

/** Global Privacy Control (w3c.github.io/gpc) and Do Not Track, of which TypeScript knows nothing. */
interface PrivacySignals {
  readonly globalPrivacyControl?: boolean;
  readonly doNotTrack?: string | null;
  readonly webdriver: boolean;
}
