import type { Platform } from '../../platform/platform.ts'
import type { Web } from '../../platform/web/web.ts'
import { addCatalogApi } from './api/catalog.ts'
import { addDutiesApi } from './api/duties.ts'
import { addRevisionApi } from './api/revisions.ts'
import { addLetterRoutes } from './letters/routes.ts'
import { addRosterRoutes } from './roster/routes.ts'
import { addArchiveRoutes } from './routes/archive.ts'
import { addExpressRoutes } from './routes/express.ts'
import { addIndexRoutes } from './routes/index.ts'
import { addOcatRoutes } from './routes/ocat.ts'
import { addRevisionRoutes } from './routes/revisions.ts'
import { addStatusRoutes } from './routes/status.ts'
import { addSearchRoutes } from './search/routes.ts'
import { closeSources } from './sources.ts'

/** Every address of the app; each feature has a file of its own. */
export function addRoutes(web: Web, platform: Platform): void {
  web.addHook('onClose', () => closeSources(platform))
  addIndexRoutes(web, platform)
  addOcatRoutes(web, platform)
  addStatusRoutes(web, platform)
  addRevisionRoutes(web, platform)
  addExpressRoutes(web, platform)
  addArchiveRoutes(web, platform)
  addRosterRoutes(web, platform)
  addSearchRoutes(web, platform)
  addLetterRoutes(web, platform)
  addCatalogApi(web, platform)
  addDutiesApi(web, platform)
  addRevisionApi(web, platform)
}
