/** The part of Oracle's FDK that we use; version 0.0.76 ships no types. */
declare module '@fnproject/fdk' {
  export interface Context {
    readonly headers: Readonly<Record<string, readonly string[]>>;
    setResponseHeader(name: string, value: string): void;
    addResponseHeader(name: string, value: string): void;
    responseContentType: string;
  }
  export interface RawResult {
    readonly raw?: never;
  }
  export function rawResult(body: string | Uint8Array): RawResult;
  /** Returns what ends it. */
  export function handle(
    handler: (input: Buffer, context: Context) => Promise<RawResult>,
    options: { readonly inputMode: 'buffer' },
  ): () => void;
}
