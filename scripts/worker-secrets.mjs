// Prints the Worker's secrets that the environment has, as JSON for `wrangler secret bulk`: by the standard
// output, so that none is an argument or a file. What is not set is left out, and stays at the Worker.
// Plain JavaScript, so that it runs on any Node that a workflow has.

const NAMES = [
  'SALT',
  'REPORT_TOKEN',
  'TOPIC_OCID',
  'OCI_TENANCY_OCID',
  'OCI_USER_OCID',
  'OCI_KEY_FINGERPRINT',
  'OCI_PRIVATE_KEY',
];

const secrets = NAMES.map((name) => [name, process.env[name] ?? '']).filter(
  ([, value]) => value !== '',
);
process.stdout.write(JSON.stringify(Object.fromEntries(secrets)));
