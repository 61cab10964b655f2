/** The help of setup, written from its table of options. Pure. */
import { OPTIONS } from './options.ts';

interface Shown {
  readonly value?: string;
  readonly env?: readonly string[];
  readonly does: string;
}

export const USAGE = 'Usage: npm run setup -- [gateway] [OPTIONS]';

export function helpText(): string {
  const rows = Object.entries(OPTIONS).map(([name, option]: [string, Shown]) => {
    const names = (option.env ?? []).map((variable) => `, or ${variable}`).join('');
    return [
      `--${name}${option.value ? ` ${option.value}` : ''}`,
      `${option.does}${names}`,
    ] as const;
  });
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${USAGE}

Takes you from two empty accounts to a counting site: it asks what it cannot know, shows its plan, makes what
is missing, looks whether it counts, and ends with the tag for your page. Run it again at any time: it goes on
where it broke off, brings a new version after \`git pull\`, and changes nothing when there is nothing to change.

  npm run setup               a Cloudflare Worker in front of a bucket at Oracle
  npm run setup -- gateway    an Oracle Function behind an API gateway, which is not free

${rows.map(([name, does]) => `  ${name.padEnd(width)}  ${does}`).join('\n')}

What you need: an account at Cloudflare, and a profile of Oracle's in ~/.oci/config (\`oci setup bootstrap\` makes
one). Cloudflare is signed in to by your browser, or by CLOUDFLARE_API_TOKEN. SALT and REPORT_TOKEN are made;
set them in the environment to use your own. OCI_ENDPOINT_URL takes the place of every address of Oracle's.
`;
}
