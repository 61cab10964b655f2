/**
 * The small page script: counts this view where it was loaded from, and shows the numbers. A classic
 * script without dependencies. It never throws: whatever goes wrong, the page keeps its own text.
 * At most 520 bytes gzipped: where a line looks odd, a plainer one did not fit.
 */
import type { CountedPage, Numbers, Privacy, View } from './parts/counted-page.ts';

{
  const page = document as unknown as CountedPage;
  // Read now: later, when a listener runs, there is no current script. A module has none at all.
  const script = page.currentScript;
  let name: string;
  let item: string | Element;
  let isRefused: boolean;

  const count = async (): Promise<void> => {
    // The counter may be down or blocked.
    try {
      const counter = new URL('counter', script.src) as unknown as 'http';
      const path = location.pathname as '/';
      const view: View = {
        // Once a path has been counted here, the reader comes from this very site.
        from: [(page[counter] ? page.URL : page.referrer).split('/')[2]],
        page: path.slice(0, 2000),
      };
      // Run again for the same path it only shows what it knows.
      // biome-ignore lint/suspicious/noAssignInExpressions: a statement of its own does not fit.
      // biome-ignore lint/suspicious/noDoubleEquals: nor does a third sign.
      if (page[counter] != (page[counter] = path)) {
        // Storage may be blocked or full: then the view counts, and nobody is recognised.
        try {
          isRefused =
            (navigator as unknown as Privacy).doNotTrack > 0 ||
            (navigator as unknown as Privacy).globalPrivacyControl;
          // 53 random bits: two of a million visitors share an id on one site in 18,000.
          // biome-ignore lint/style/useTemplate: a template does not fit.
          item = 'v-' + 2 ** 53 * Math.random();
          // The old page made a UUID or `v-…`, version 1 four numbers. Any other `visitorId` is not ours.
          for (name of ['visitorId', 'visitor-counter.id']) {
            if (/^(v-|([\da-f]+-){3})[\w-]{6,60}$/.test(localStorage[name])) {
              if (isRefused) delete localStorage[name];
              else item = localStorage[name];
            }
          }
          // Kept before it is sent: an id that cannot be kept would make a new visitor of every view.
          if (!isRefused) view.vid = localStorage[name] = item as string;
        } catch {}
        page[path] = await (
          await fetch(counter, {
            method: 'POST',
            body: new URLSearchParams(view as unknown as Record<string, string>),
            keepalive: 1 as unknown as boolean,
          })
        ).json();
      }
      // `data-visitor-count` shows `count`, and so on; then the two elements of the old page.
      for (name in page[path]) {
        for (item of page.querySelectorAll(
          `[data-visitor-${name}=""],#visitor-${name}[id$=t],#${name}-count[id^=u]`,
        )) {
          item.textContent = (page[path] as Numbers)[name] as string;
        }
      }
    } catch {}
  };

  // A hidden page's first change is to visible; a prerendered page is a hidden one. Of one that is seen an
  // async script may have its answer before the page is read to its end.
  // biome-ignore lint/complexity/noCommaOperator: two statements do not fit.
  addEventListener(page.hidden ? 'visibilitychange' : (count(), 'load'), count);
}
