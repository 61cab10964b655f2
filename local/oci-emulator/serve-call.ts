/**
 * The life of a signed call: counted, read, authenticated, perhaps given a fault, carried out; refusals
 * become answers here, and every answer gets its request id.
 */
import { randomUUID } from 'node:crypto';
import { authenticate } from './authenticate.ts';
import { Call, type EmulatorContext, readBody, readRequest } from './call.ts';
import { Connection } from './connection.ts';
import { answerWithFault, type FaultTools } from './fault-injection.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { KeyRegistry } from './key-registry.ts';
import type { RequestCounter, RequestKind } from './requests.ts';
import { errorResponse, ServiceError } from './service-error.ts';
import type { Tenancy } from './tenancy/tenancy.ts';

export type Handler = (call: Call) => Promise<Response>;

export interface CallServices extends FaultTools {
  readonly keys: KeyRegistry;
  readonly faults: FaultPlan;
  readonly requests: RequestCounter;
  readonly tenancy: Pick<Tenancy, 'homeRegion' | 'regions'>;
}

export async function serveCall(
  context: EmulatorContext,
  kind: RequestKind,
  handler: Handler,
  services: CallServices,
): Promise<Response> {
  const { clock, faults, requests, stop } = services;
  requests.add(kind);
  // Half on the way in, half on the way out: what is read is already old when it arrives. Our own work is
  // a part of it, so that a call takes as long as it was told to, whatever the disk does.
  const latencyMs = faults.latencyMs(kind);
  const answerAtMs = clock.monotonicMs() + latencyMs;
  if (latencyMs > 0) await clock.sleep(latencyMs / 2, stop);
  const response = await answerCall(context, kind, handler, services).catch(answerRefusal);
  const leftMs = answerAtMs - clock.monotonicMs();
  if (leftMs > 0) await clock.sleep(leftMs, stop);
  return withRequestIds(response, context);
}

async function answerCall(
  context: EmulatorContext,
  kind: RequestKind,
  handler: Handler,
  services: CallServices,
): Promise<Response> {
  const body = await readBody(context);
  const request = readRequest(context, body);
  const authentication = authenticate(request, services.keys, services.clock.now());
  if (authentication.kind === 'refused') {
    throw new ServiceError(
      'NotAuthenticated',
      `The required information to complete authentication was not provided or was incorrect. (Emulator: ${authentication.reason}.)`,
    );
  }
  const { homeRegion, regions } = services.tenancy;
  const call = new Call(context, request, body, authentication.principal, homeRegion);
  if (!regions.includes(call.region)) {
    throw new ServiceError(
      'NotAuthenticated',
      `The tenancy is not subscribed to the region ${call.region}.`,
    );
  }
  const rule = services.faults.take(kind);
  if (rule === undefined) return await handler(call);
  const connection = new Connection(context.env);
  return await answerWithFault(rule, call, connection, () => handler(call), services);
}

/** Anything but a refusal is a bug of the emulator, and surfaces as one. */
function answerRefusal(error: unknown): Response {
  if (error instanceof ServiceError) return errorResponse(error);
  throw error;
}

function withRequestIds(response: Response, context: EmulatorContext): Response {
  const headers = new Headers(response.headers);
  headers.set('opc-request-id', `emulator-1:${randomUUID()}`);
  const clientRequestId = context.req.header('opc-client-request-id');
  if (clientRequestId !== undefined) headers.set('opc-client-request-id', clientRequestId);
  return new Response(response.body, { status: response.status, headers });
}
