import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** IPv4 that is no public host (IANA IPv4 Special-Purpose Address Registry), multicast and what is reserved. */
const NOT_PUBLIC: [network: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];
/** Of the one block of IPv6 that is routed: protocols' own (Teredo among them), documentation, and 6to4, which hides an IPv4. */
const NOT_PUBLIC_6: [network: string, prefix: number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const refused = new BlockList();
for (const [network, prefix] of NOT_PUBLIC) refused.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of NOT_PUBLIC_6) refused.addSubnet(network, prefix, 'ipv6');
const routed = new BlockList();
routed.addSubnet('2000::', 3, 'ipv6');

/**
 * Whether an address is one of a public host, so that a request to it cannot reach what only this machine or its network may. Of
 * IPv6 only global unicast is (RFC 4291): no loopback, link-local, unique local, and none that stands for an IPv4 address.
 */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !refused.check(address, 'ipv4');
  return isIPv6(address) && !address.includes('%') && routed.check(address, 'ipv6') && !refused.check(address, 'ipv6');
}
