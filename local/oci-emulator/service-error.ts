/**
 * The refusals of the services: a status, a code and a message each, and the one
 * place that turns them into an answer. Codes are those of the service; ours say "emulator" in the
 * message, so that nobody looks for them in Oracle's documentation.
 */

const STATUS_OF_CODE = {
  IfNoneMatchDisallowed: 400,
  InvalidConditionalHeaders: 400,
  InvalidKey: 400,
  InvalidLimit: 400,
  InvalidParameter: 400,
  LimitExceeded: 400,
  StorageLimitExceeded: 400,
  UnmatchedContentMD5: 400,
  NotAuthenticated: 401,
  NotAllowed: 403,
  BucketNotFound: 404,
  NamespaceNotFound: 404,
  NotAuthorizedOrNotFound: 404,
  ObjectNotFound: 404,
  ApiKeyAlreadyExists: 409,
  BucketAlreadyExists: 409,
  BucketNotEmpty: 409,
  Conflict: 409,
  CompartmentAlreadyExists: 409,
  ConcurrentObjectUpdate: 409,
  DynamicGroupAlreadyExists: 409,
  GroupAlreadyExists: 409,
  IncorrectState: 409,
  InvalidatedRetryToken: 409,
  MembershipAlreadyExists: 409,
  NAMESPACE_CONFLICT: 409,
  PolicyAlreadyExists: 409,
  TopicAlreadyExists: 409,
  UserAlreadyExists: 409,
  ContentLengthRequired: 411,
  IfMatchFailed: 412,
  IfNoneMatchFailed: 412,
  NoEtagMatch: 412,
  RequestEntityTooLarge: 413,
  TooManyRequests: 429,
  InternalServerError: 500,
  NotImplemented: 501,
  BadGateway: 502,
  ServiceUnavailable: 503,
  GatewayTimeout: 504,
} as const satisfies Record<string, number>;

export type ServiceErrorCode = keyof typeof STATUS_OF_CODE;

export class ServiceError extends Error {
  readonly code: ServiceErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ServiceErrorCode,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.headers = headers;
  }

  get status(): number {
    return STATUS_OF_CODE[this.code];
  }
}

/** `{"code","message"}`, as both services write it. HEAD loses the body in the router. */
export function errorResponse(error: ServiceError): Response {
  return Response.json(
    { code: error.code, message: error.message },
    { status: error.status, headers: { ...error.headers } },
  );
}

export function namespaceNotFound(namespace: string): ServiceError {
  return new ServiceError(
    'NamespaceNotFound',
    `You do not have authorization to perform this request, or the namespace '${namespace}' could not be found.`,
  );
}

/** Also what a key without permission is told: the service does not tell one from the other. */
export function bucketNotFound(bucket: string, namespace: string): ServiceError {
  return new ServiceError(
    'BucketNotFound',
    `Either the bucket named '${bucket}' does not exist in the namespace '${namespace}' or you are not authorized to access it`,
  );
}

export function objectNotFound(object: string, bucket: string, namespace: string): ServiceError {
  return new ServiceError(
    'ObjectNotFound',
    `The object '${object}' was not found in the bucket '${bucket}' of the namespace '${namespace}'`,
  );
}

export function notAuthorizedOrNotFound(): ServiceError {
  return new ServiceError(
    'NotAuthorizedOrNotFound',
    'Authorization failed or requested resource not found.',
  );
}

export function notImplemented(call: string): ServiceError {
  return new ServiceError('NotImplemented', `The emulator does not know ${call}.`);
}
