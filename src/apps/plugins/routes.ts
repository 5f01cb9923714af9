import type { Platform } from '../../platform/platform.ts'
import type { Web } from '../../platform/web/web.ts'
import { addApi } from './api.ts'
import { addInstalledRoutes } from './host/installed-routes.ts'
import { addRemoteRoutes } from './host/remote-routes.ts'
import { addHostRoutes } from './host/routes.ts'
import { addShowingRoutes } from './host/showing-routes.ts'
import { mountRunner } from './runner/mounting.ts'
import { closeChildren } from './tasks/catalogues.ts'

/** Every address of the app. */
export function addRoutes(web: Web, platform: Platform): void {
  mountRunner(web, platform)
  addHostRoutes(web, platform)
  addInstalledRoutes(web, platform)
  addApi(web, platform)
  addShowingRoutes(web, platform)
  addRemoteRoutes(web, platform)
  web.addHook('onClose', () => closeChildren(platform))
}
