/**
 * The full page script: what the small one does, and numbers in the page's language, busuanzi's
 * elements, lists of other pages, single-page sites, the back/forward cache, a `visitorcount` event, and
 * views that do not count: developers', robots', frames', switched-off devices'. Those only read.
 */
import type { CountedPage, Numbers, Privacy } from './parts/counted-page.ts';

{
  const page = document as unknown as CountedPage;
  // Read now: later, when a listener runs, there is no current script. A module never has one, but its
  // tag is there; where no tag is, this throws, and so the console says it once.
  const script = (page.currentScript ||
    page.querySelector('[src*="counter.full"]')) as HTMLScriptElement;
  const counter = new URL('counter', script.src) as unknown as 'http';

  /** What the counter does not know leaves the page its own text. */
  const fill = (places: Iterable<HTMLElement>, total: number | undefined): void => {
    if ((total as number) >= 0) {
      for (const place of places) {
        // Themes hide what busuanzi has not filled yet, and leave it to the script to show it.
        if (/_c/.test(place.id)) place.style.display = 'inline';
        else {
          place.textContent = total as unknown as string;
          // A page may say lang="en_US", which no browser takes for a language.
          try {
            place.textContent = (total as number).toLocaleString(page.documentElement.lang || []);
          } catch {}
        }
      }
    }
  };

  /** A view is a path that is seen: what changes after `?` or `#` is a filter or a place on the page. */
  const look = async (event?: Event): Promise<void> => {
    // The counter may be down or blocked.
    try {
      if ((event as PageTransitionEvent)?.persisted) page[counter] = '';
      const last = page[counter];
      const path = (('hash' in script.dataset && /^#!?(\/[^?]*)/.exec(location.hash)?.[1]) ||
        location.pathname) as '/';
      // Whether the address switches this device on or off.
      let device = /^#visitor-counter=(o\w+)/.exec(location.hash)?.[1];
      const isNew = !page.hidden && (last !== path || (device && device !== page.visitorCounter));
      if (isNew) {
        page[counter] = path;
        page.visitorCounter = device;
        // Storage may be blocked or full: then the view counts, and nobody is recognised.
        try {
          if (device) localStorage.visitorCounter = device;
          else device = localStorage.visitorCounter;
        } catch {}
        const reason = navigator.webdriver
          ? 'webdriver'
          : self !== top
            ? 'frame'
            : device === 'off'
              ? device
              : 'allowLocal' in script.dataset ||
                  !/^(|127[.\d]+|\[::1]|(.+\.)?localhost)$/.test(location.hostname)
                ? ''
                : 'local';
        const link = page.querySelector('[rel=canonical]') as HTMLLinkElement | null;
        const body = new URLSearchParams({
          // Once a path has been counted here, a router leads on: tag and link are of the page before.
          page: (last
            ? path
            : script.dataset.page || link?.href.split(`//${location.host}`)[1] || path
          ).slice(0, 2000),
        });
        try {
          const isRefused =
            (navigator as unknown as Privacy).doNotTrack > 0 ||
            (navigator as unknown as Privacy).globalPrivacyControl;
          // Kept before it is sent: an id that cannot be kept would make a new visitor of every view.
          // randomUUID needs https. Two of a million visitors share 53 bits on one site in 18,000.
          // biome-ignore lint/style/useTemplate: a template is three bytes more.
          let id = 'v-' + 2 ** 53 * Math.random();
          // The old page made a UUID or `v-…`, version 1 four numbers. Any other `visitorId` is not ours.
          for (const key of ['visitorId', 'visitor-counter.id']) {
            if (/^(v-|([\da-f]+-){3})[\w-]{6,60}$/.test(localStorage[key])) {
              if (isRefused) delete localStorage[key];
              else id = localStorage[key];
            }
          }
          if (!isRefused && !reason) {
            localStorage['visitor-counter.id'] = id;
            body.set('vid', id);
          }
        } catch {}
        if (!reason) {
          body.set(
            'from',
            last
              ? location.host
              : /[?&](?:utm_source|ref)=([\w.-]{1,64})(&|$)/.exec(location.search)?.[1] ||
                  page.referrer.split('/')[2] ||
                  '',
          );
          const listed = [...page.querySelectorAll('[data-visitor-page^="/"]')];
          const names = new Set(listed.map((place) => place.dataset.visitorPage as string));
          // A name of more has no number, and 50 of them stay below the 64 KiB of a request that outlives its page.
          for (const name of [...names].slice(0, 50)) body.append('show', name.slice(0, 600));
        }
        const asked = reason
          ? fetch(new URL(`totals?${body}`, counter))
          : fetch(counter, { method: 'POST', body, keepalive: true });
        page[path] = { ...(await (await asked).json()), skipped: reason };
      }
      const numbers = page[path] as Numbers;
      fill(
        page.querySelectorAll('[data-visitor-count],#visitor-count,[id$=site_pv]'),
        numbers.count,
      );
      fill(
        page.querySelectorAll('[data-visitor-unique],#unique-count,[id$=site_uv]'),
        numbers.unique,
      );
      fill(page.querySelectorAll('[data-visitor-page=""],[id$=page_pv]'), numbers.page);
      for (const place of page.querySelectorAll('[data-visitor-page^="/"]')) {
        fill([place], numbers.pages?.[place.dataset.visitorPage as string]);
      }
      if (isNew && numbers.ok) {
        page.dispatchEvent(new CustomEvent('visitorcount', { bubbles: true, detail: numbers }));
      }
    } catch {}
  };

  // A body swap runs the script again, and the listeners of its first run are still there.
  if (!page[`${counter}s`]) {
    page[`${counter}s`] = 'heard';
    for (const name of ['visibilitychange', 'pageshow']) addEventListener(name, look);
    if (window.navigation) navigation.addEventListener('currententrychange', look);
    else setInterval(look, 500);
  }
  look();
}
