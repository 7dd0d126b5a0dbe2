/** Certificates on Node; what opens their stores is loaded when a store is opened. */

export { Certificate } from '@x/transport/certificate';
