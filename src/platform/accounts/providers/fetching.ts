import type { CustomFetch } from 'openid-client'
import type { Http } from '../../http/http.ts'

/** Answers that say something to the library, and are no failure of the way out. */
const spoken = [400, 401, 403, 404, 405, 422, 429]

/**
 * What the library of OpenID Connect asks goes out by the only way there is, with its rules about private networks. No
 * redirects: these addresses are final, and one of them is told the secret of the client.
 */
export const fetchThrough =
  (wayOut: Http): CustomFetch =>
  async (url, { method, headers, body, signal }) => {
    const answer = await wayOut.request('accounts.provider', {
      url,
      method: method === 'POST' ? 'POST' : 'GET',
      headers: headers as Record<string, string>,
      ...(body != null && { body: String(body) }),
      ...(signal && { signal }),
      accept: 'application/json',
      maxBytes: 1_000_000,
      maxRedirects: 0,
      expect: spoken,
      timeouts: { firstByteMs: 10_000, wholeMs: 15_000 },
      politeness: { robots: false, pace: { concurrency: 8, minIntervalMs: 0, jitter: 0 }, waitMs: 5_000 },
    })
    return new Response(new Uint8Array(answer.bytes), {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
    })
  }
