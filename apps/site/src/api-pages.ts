export async function writeApiPages(): Promise<{ text: string; link: string }[]> {
  return [];
}
