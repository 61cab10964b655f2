/** What `npm start` prints once all of it answers: where it is, and what to try. */

export interface Addresses {
  readonly demo: string;
  readonly edge: string;
  readonly gateway: string;
  readonly oci: string;
}

const BROWSER = 'Mozilla/5.0 Firefox/140.0';

export interface Welcome {
  readonly addresses: Addresses;
  readonly reportToken: string;
  readonly settingsFile: string;
}

export function welcome(
  { addresses: at, reportToken, settingsFile }: Welcome,
  dataFolder: string,
): string {
  return `
Ready. Everything runs on this machine, and nothing of it leaves.

  Start here            ${at.edge}/
  A blog that counts    ${at.demo}/
  The dashboard         ${at.edge}/dashboard   token: ${reportToken}
  Mailed reports        ${at.oci}/outbox

  The edge, a Worker on workerd        ${at.edge}
  The gateway, with the Function       ${at.gateway}
  Oracle Cloud, emulated               ${at.oci}
  All count into one document. It stays in ${dataFolder}/ for next time.

Try, in another terminal. Robots are not counted, and curl is one: -A makes it a person.

  curl -A '${BROWSER}' ${at.edge}/counter
  curl -A '${BROWSER}' '${at.gateway}/counter?vid=somebody-1'
  curl ${at.edge}/totals
  curl -X POST -H 'Authorization: Bearer ${reportToken}' '${at.edge}/report'
  curl -H 'Authorization: Bearer ${reportToken}' '${at.edge}/health?deep=1'
  npm run --silent cli -- doctor --settings ${settingsFile}
  npm run --silent cli -- export --csv --settings ${settingsFile}

And make Oracle Cloud fail: each write is refused with a chance of one in two, until you clear it again.

  curl -X PUT ${at.oci}/_emulator/faults -H 'content-type: application/json' \\
    -d '{"rules":[{"fault":"server-error","request":"putObject","probability":0.5}]}'
  curl -X DELETE ${at.oci}/_emulator/faults

Ctrl-C stops all of it. For real: npm run setup
`;
}
