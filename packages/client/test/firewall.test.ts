import { describe, expect, it } from 'vitest';
import { Firewall } from '../src/firewall.ts';
import { FirewallTypes } from '../src/versions.ts';

describe('Firewall', () => {
  it('starts with the documented defaults', () => {
    const firewall = new Firewall();
    expect(firewall.autoDetect).toBe(false);
    expect(firewall.firewallType).toBe(FirewallTypes.fwNone);
    expect(firewall.host).toBe('');
    expect(firewall.password).toBe('');
    expect(firewall.port).toBe(0);
    expect(firewall.user).toBe('');
  });

  it.each([
    [FirewallTypes.fwTunnel, 80],
    [FirewallTypes.fwSOCKS4, 1080],
    [FirewallTypes.fwSOCKS5, 1080],
    [FirewallTypes.fwSOCKS4A, 1080],
    [FirewallTypes.fwNone, 0],
  ])('type %i sets port %i, and a port set afterwards stays', (type, port) => {
    const firewall = new Firewall();
    firewall.port = 9;
    firewall.setFirewallType(type);
    expect(firewall.getPort()).toBe(port);
    firewall.setPort(3128);
    expect(firewall.port).toBe(3128);
    expect(firewall.getFirewallType()).toBe(type);
  });

  it('has one storage for properties and methods', () => {
    const firewall = new Firewall();
    firewall.setAutoDetect(true);
    firewall.setHost('proxy');
    firewall.setUser('u');
    firewall.setPassword('p');
    expect([firewall.autoDetect, firewall.host, firewall.user, firewall.password]).toEqual([
      true,
      'proxy',
      'u',
      'p',
    ]);
    firewall.host = 'other';
    expect([
      firewall.getHost(),
      firewall.isAutoDetect(),
      firewall.getUser(),
      firewall.getPassword(),
    ]).toEqual(['other', true, 'u', 'p']);
  });

  it.each([
    ['autoDetect', 1],
    ['firewallType', 4],
    ['firewallType', '1'],
    ['host', null],
    ['password', 7],
    ['port', -1],
    ['port', 65_536],
    ['port', 1.5],
    ['port', '80'],
    ['user', undefined],
  ])('refuses %s = %j and changes nothing', (field, value) => {
    const firewall = new Firewall();
    firewall.firewallType = FirewallTypes.fwTunnel;
    const before = Reflect.get(firewall, field);
    expect(() => Reflect.set(firewall, field, value)).toThrow(
      expect.objectContaining({
        code: 10022,
        message: expect.stringContaining(`Firewall.${field}`),
      }),
    );
    expect(Reflect.get(firewall, field)).toBe(before);
  });
});
