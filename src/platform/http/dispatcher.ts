import { Agent, type Dispatcher } from 'undici'
import { type ConnectorOptions, checkedConnector } from './connector.ts'

/**
 * Connections of this thread, through checked addresses only. This file alone brings undici in, and is loaded with the
 * first request: 15 MB that an idle house does not need.
 */
export const openDispatcher = (options: ConnectorOptions): Dispatcher =>
  // The clocks are ours; undici's tick in half seconds. Places at a host are given out by its pace.
  new Agent({
    connect: checkedConnector(options),
    connections: 16,
    maxHeaderSize: 30_000,
    headersTimeout: 0,
    bodyTimeout: 0,
  })
