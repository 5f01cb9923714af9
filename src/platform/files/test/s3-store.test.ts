import { blobStoreContract } from '../contract/contract.ts'
import { openBlobStore } from '../storing.ts'
import { emptyPlace } from './stores.ts'

blobStoreContract('S3', async (t) => openBlobStore((await emptyPlace(t, 's3')).place))
