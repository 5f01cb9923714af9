/** A browser as far as cookies and forms go, in front of whichever process it is sent to. */
export type CookieVisitor = Readonly<{
  get: (url: string) => Promise<Response>
  /** Opens the page, and sends a form of it to `action` of the same process, or of another one. */
  submit: (page: string, action: string, fields?: Readonly<Record<string, string>>) => Promise<Response>
}>

export function openVisitor(): CookieVisitor {
  const cookies = new Map<string, string>()

  async function send(url: string, body?: URLSearchParams): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const headers = { accept: 'text/html', 'sec-fetch-site': 'same-origin', ...(cookie && { cookie }) }
    const answer = await fetch(url, {
      method: body ? 'POST' : 'GET',
      headers,
      redirect: 'manual',
      ...(body && { body }),
    })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '' || /max-age=0\b/i.test(line)) cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }

  return {
    get: (url) => send(url),
    submit: async (page, action, fields = {}) => {
      const shown = await (await send(page)).text()
      const token = /name="_token" value="([^"]+)"/.exec(shown)?.[1] ?? ''
      return send(action, new URLSearchParams({ _token: token, ...fields }))
    },
  }
}
