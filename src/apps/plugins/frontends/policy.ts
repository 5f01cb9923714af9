import type { Config } from '../../../config.ts'

/**
 * What a plugin's page may do. On the house's own origin it is sandboxed, so that it has no origin even in a tab of its
 * own; with an origin of its own it is an ordinary page, and clients named by the administrator may frame it.
 */
export function pagePolicy({ baseUrl, runner }: Pick<Config, 'baseUrl' | 'runner'>): string {
  const origin = new URL(runner.baseUrl).origin
  const isApart = origin !== new URL(baseUrl).origin
  const framers = isApart ? [new URL(baseUrl).origin, ...runner.frameAncestors] : []
  return [
    ...(isApart ? [] : ['sandbox allow-scripts allow-forms allow-downloads']),
    "default-src 'none'",
    `script-src ${origin}`,
    `style-src ${isApart ? '* ' : ''}${origin}`,
    `img-src ${origin} data: blob:`,
    `font-src ${origin}`,
    `connect-src ${origin}`,
    `form-action ${origin}`,
    "base-uri 'none'",
    `frame-ancestors ${["'self'", ...framers].join(' ')}`,
  ].join('; ')
}
