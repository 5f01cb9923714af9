import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Web } from '../../web/web.ts'

/** A browser without scripts: keeps cookies, and sends forms with the token that stands in the page. */
export type Browser = Readonly<{
  cookies: Map<string, string>
  get: (url: string) => Promise<LightMyRequestResponse>
  /** Sends a form as it stands. */
  post: (url: string, fields: Record<string, string>) => Promise<LightMyRequestResponse>
  /** Loads the page on which a form stands, fills it in and sends it where it says. */
  submit: (pageUrl: string, action: string, fields?: Record<string, string>) => Promise<LightMyRequestResponse>
}>

export function openBrowser(
  web: Web,
  { address = '127.0.0.1', headers = {} }: { address?: string; headers?: Record<string, string> } = {},
): Browser {
  const cookies = new Map<string, string>()

  async function send(options: InjectOptions): Promise<LightMyRequestResponse> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const own = { ...(cookie && { cookie }), 'sec-fetch-site': 'same-origin', accept: 'text/html', ...headers }
    const answer = await web.inject({ remoteAddress: address, ...options, headers: { ...own, ...options.headers } })
    for (const { name, value, maxAge } of answer.cookies) {
      if (maxAge === 0 || value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }

  const post = (url: string, fields: Record<string, string>) => {
    const payload = new URLSearchParams(fields).toString()
    return send({ method: 'POST', url, payload, headers: { 'content-type': 'application/x-www-form-urlencoded' } })
  }

  return {
    cookies,
    get: (url) => send({ method: 'GET', url }),
    post,
    submit: async (pageUrl, action, fields = {}) => {
      const page = await send({ method: 'GET', url: pageUrl })
      const token = /name="_token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
      return post(action, { _token: token, ...fields })
    },
  }
}
