import { type EndpointResponse, PluginError } from '../../src/apps/plugins/sdk/plugin.ts'

/** A page that a frame shows; what the caller can put right is answered with 400 and its reason. */
export const answerPage = (render: () => Promise<string>): Promise<EndpointResponse> =>
  answerView('text/html; charset=utf-8', render)

/** The same for pictures of any type. */
export async function answerView(contentType: string, render: () => Promise<string>): Promise<EndpointResponse> {
  try {
    return { body: await render(), contentType }
  } catch (error) {
    if (!(error instanceof PluginError || error instanceof RangeError)) throw error
    return { status: 400, body: { code: 400, message: error.message } }
  }
}
