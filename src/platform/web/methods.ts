import type { FastifyRequest } from 'fastify'
import type { Web } from './web.ts'

/** Every address pattern of the house with the methods it answers; read as an expression when somebody asks. */
export type RoutePatterns = ReadonlyMap<string, { pattern?: RegExp; readonly methods: Set<string> }>

/**
 * Watches routes as they are added.
 *
 * @throws Error for a route that says not who may come in: no door is open by accident.
 */
export function watchRoutes(web: Web): RoutePatterns {
  const patterns = new Map<string, { pattern?: RegExp; methods: Set<string> }>()
  web.addHook('onRoute', (route) => {
    if (route.config?.rule === undefined) throw new Error(`The route ${route.method} ${route.url} names no rule.`)
    const entry = patterns.get(route.url) ?? { methods: new Set() }
    for (const method of [route.method].flat()) entry.methods.add(method)
    patterns.set(route.url, entry)
  })
  return patterns
}

/** The methods that the address of a request would answer; empty where there is no such address. */
export function allowedMethods(patterns: RoutePatterns, request: FastifyRequest): string[] {
  const path = request.url.split('?', 1)[0] ?? '/'
  const methods = [...patterns].flatMap(([url, entry]) => {
    entry.pattern ??= patternOf(url)
    return entry.pattern.test(path) ? [...entry.methods] : []
  })
  return [...new Set(methods)].sort()
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '.*'
    return part
      .split(/(:\w+)/)
      .map((piece) => (piece.startsWith(':') ? '[^/]+' : RegExp.escape(piece)))
      .join('')
  })
  return new RegExp(`^${parts.join('/')}$`)
}
