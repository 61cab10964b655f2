/**
 * The headers that every answer carries. Whatever pages embed must stay embeddable, so the
 * cross-origin resource policy is open; pages of our own add a Content-Security-Policy.
 */
import { secureHeaders } from 'hono/secure-headers';

export const securityHeaders = secureHeaders({
  crossOriginResourcePolicy: 'cross-origin',
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
  // The owner's domain may have parts that are not on https yet: that promise is not ours to make.
  strictTransportSecurity: false,
  xDnsPrefetchControl: false,
  xDownloadOptions: false,
  xPermittedCrossDomainPolicies: false,
  xXssProtection: false,
  referrerPolicy: 'strict-origin-when-cross-origin',
});
