import { bodyOf, client } from "@api/client.ts";
import { ApiError } from "@api/problem.ts";
import type { ImageUpload, StoreImage } from "@api/types.ts";
import { problemText } from "../../layout/problem-text.ts";
import { text } from "../../texts/images.ts";

export const PICTURE_TYPES = ["image/jpeg", "image/png", "image/webp"] as const;
const MAX_BYTES = 20 * 1024 * 1024;

type PictureType = (typeof PICTURE_TYPES)[number];
const isPictureType = (type: string): type is PictureType => PICTURE_TYPES.some((known) => known === type);

/** Why a file need not be sent at all; the server looks at what it is, whatever it is called. */
function refused(file: File): ApiError | undefined {
  if (file.size > MAX_BYTES) return new ApiError(422, { code: "image_too_large" });
  if (!isPictureType(file.type)) return new ApiError(422, { code: "image_type_unsupported" });
  return undefined;
}

/**
 * Sends a picture to where the server says, and makes it one of the store's. `onProgress` is told the part of it that
 * has arrived, from 0 to 1. Where that place cannot be reached, as a bucket that knows nothing of this page, it goes
 * through the API. Throws ApiError.
 */
export async function uploadPicture(
  storeId: string,
  file: File,
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<StoreImage> {
  const wrong = refused(file);
  if (wrong || !isPictureType(file.type))
    throw wrong ?? new ApiError(422, { code: "image_type_unsupported" });
  const path = { storeId };
  const upload = await bodyOf(
    client.POST("/stores/{storeId}/images/uploads", {
      params: { path },
      body: { contentType: file.type, bytes: file.size },
      signal,
    }),
  );
  const status = await put(upload, file, onProgress, signal);
  if (status >= 200 && status < 300)
    return bodyOf(
      client.POST("/stores/{storeId}/images/uploads/{uploadId}/complete", {
        params: { path: { storeId, uploadId: upload.id } },
        signal,
      }),
    );
  if (upload.url.startsWith("/"))
    throw new ApiError(status, { code: status === 503 ? "images_unavailable" : "network" });
  return bodyOf(
    client.POST("/stores/{storeId}/images", {
      params: { path },
      body: file as unknown as string,
      bodySerializer: (body: unknown) => body as BodyInit,
      headers: { "Content-Type": file.type },
      signal,
    }),
  );
}

/** Sends a file and gives the status, 0 when there was no answer. fetch does not tell how much has been sent. */
function put(
  { url, method, headers }: ImageUpload,
  file: File,
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<number> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) =>
      onProgress(event.loaded / Math.max(event.total, 1)),
    );
    request.addEventListener("loadend", () => resolve(request.status));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** What went wrong with a picture, in words. */
export const pictureProblem = (error: unknown) =>
  problemText(error, {
    image_too_large: text("images.tooLarge"),
    body_too_large: text("images.tooLarge"),
    image_type_unsupported: text("images.wrongType"),
    image_invalid: text("images.damaged"),
    image_animated: text("images.animated"),
    image_disguised: text("images.disguised"),
    images_unavailable: text("images.away"),
    too_many_images: text("images.tooMany"),
    image_not_found: text("images.gone"),
    store_image_not_found: text("images.gone"),
  });
