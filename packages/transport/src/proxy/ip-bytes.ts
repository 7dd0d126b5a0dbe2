/** Addresses as bytes. */

export function ipv4Bytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

/** A valid address, possibly with a zone, `::` or an IPv4 tail. */
export function ipv6Bytes(address: string): Buffer {
  const [bare = ''] = address.split('%');
  const [head = '', tail] = bare.split('::');
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const gap = new Array<number>(16 - front.length - back.length).fill(0);
  return Buffer.from([...front, ...gap, ...back]);
}

function groups(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return [...ipv4Bytes(group)];
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 255];
  });
}
