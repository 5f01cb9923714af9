/** Where on which server the files of a house lie. */
export type S3Place = Readonly<{
  /** Origin of the server, without a slash at its end. */
  endpoint: string
  bucket: string
  /** What every key begins with: empty, or ending with a slash. */
  prefix: string
  region: string
}>

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const prefixPath = /^(?:[\w~-][\w.~-]*(?:\/|$))*$/
const parameters = new Set(['endpoint', 'region'])

/**
 * Reads `s3://bucket/prefix?endpoint=https://s3.example.org&region=eu-central-1`; undefined where it cannot be read. Without
 * an endpoint it is Amazon's of that region.
 */
export function parseS3Url(text: string, defaultRegion = 'us-east-1'): S3Place | undefined {
  const url = URL.parse(text)
  if (url?.protocol !== 's3:' || url.username || url.password || url.port || url.hash) return undefined
  if (!bucketName.test(url.hostname) || [...url.searchParams.keys()].some((name) => !parameters.has(name)))
    return undefined
  const path = url.pathname.replace(/^\/+|\/+$/g, '')
  if (!prefixPath.test(path)) return undefined
  const region = url.searchParams.get('region') ?? defaultRegion
  const endpoint = originOf(url.searchParams.get('endpoint') ?? `https://s3.${region}.amazonaws.com`)
  if (endpoint === undefined) return undefined
  return { endpoint, bucket: url.hostname, prefix: path === '' ? '' : `${path}/`, region }
}

function originOf(text: string): string | undefined {
  const url = URL.parse(text)
  const isPlain = url?.pathname === '/' && url.search === '' && url.username === '' && url.password === ''
  return isPlain && /^https?:$/.test(url.protocol) ? url.origin : undefined
}
