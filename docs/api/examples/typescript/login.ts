import createClient, { type Client } from "openapi-fetch";
import { need } from "./errors.js";
import type { components, paths } from "./schema.js";

export type Duban = Client<paths>;
export type Language = "zh-hans" | "en";
export type Device = components["schemas"]["DeviceAnswer"];

/** A token for this device. Keep it in the system's key store; the password is not kept. */
export async function logIn(
  site: string,
  username: string,
  password: string,
  deviceName: string,
  language: Language = "zh-hans",
): Promise<string> {
  const client = createClient<paths>({ baseUrl: site, headers: { "Accept-Language": language } });
  const answer = await client.POST("/api/v1/auth/login/", { body: { username, password, device_name: deviceName } });
  return need(answer).token;
}

/** A client that sends the token with every request. */
export function openClient(site: string, token: string, language: Language = "zh-hans"): Duban {
  return createClient<paths>({
    baseUrl: site,
    headers: { Authorization: `Bearer ${token}`, "Accept-Language": language },
  });
}

/** Where else the account is logged in, such as on a phone that was lost. */
export async function otherDevices(client: Duban): Promise<Device[]> {
  const { results } = need(await client.GET("/api/v1/me/devices/"));
  return results.filter((device) => !device.is_current);
}

/** Its next request is answered 401. */
export async function endDevice(client: Duban, device: Device): Promise<void> {
  need(await client.DELETE("/api/v1/me/devices/{key}/", { params: { path: { key: device.id } } }));
}
