/**
 * The built files as a part of a program's bundle, where there is nobody else to serve them: with an ETag,
 * so that nobody loads the same bytes twice. Each is evaluated when it is first asked for.
 */
import { assetHeaders } from './asset-headers.ts';
import { ASSETS, type AssetFiles } from './assets.ts';
import { BUILT } from './generated/built.ts';
import { isKnown } from './known-etag.ts';

/** What scripts/build-assets.ts writes into a module of generated/. */
export interface BuiltAsset {
  readonly body: string;
  /** Strong, in its quotes. */
  readonly etag: string;
}

export const bundledAssets: AssetFiles = {
  async answer(path, request) {
    const asset = ASSETS[path];
    const load = asset && BUILT[asset.file];
    if (asset === undefined || load === undefined) throw new Error(`${path} is no file of ours`);
    const { body, etag } = (await load()).default;
    // The type also of a 304: a gateway would put one of its own on an answer without.
    const headers = { ...assetHeaders(asset), ETag: etag };
    return isKnown(etag, request.headers.get('if-none-match'))
      ? new Response(null, { status: 304, headers })
      : new Response(body, { headers });
  },
};
