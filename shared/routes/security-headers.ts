/**
 * The headers that every answer carries. Whatever pages embed must stay embeddable, so the
 * cross-origin resource policy is open; pages of our own add a Content-Security-Policy.
 */
import { secureHeaders } from 'hono/secure-headers';

export const securityHeaders = secureHeaders({
  crossOriginResourcePolicy: 'cross-origin',
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
  referrerPolicy: 'strict-origin-when-cross-origin',
});
