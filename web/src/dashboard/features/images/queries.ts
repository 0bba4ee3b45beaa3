import { $api, bodyOf, client, queryClient } from "@api/client.ts";
import { infiniteQueryOptions } from "@tanstack/react-query";
import type { ImageFocus, ProductImage, ProductImageList } from "@api/types.ts";

/** The images of one of a store's products, in their order. */
export const productImagesQuery = (storeId: string, productId: string) => ({
  ...$api.queryOptions("get", "/stores/{storeId}/catalog/products/{productId}/images", {
    params: { path: { storeId, productId } },
  }),
  staleTime: 0,
});

const PICTURES = "store-pictures";

const storeImages = (storeId: string, limit: number, cursor?: string) =>
  bodyOf(
    client.GET("/stores/{storeId}/images", {
      params: { path: { storeId }, query: { limit, ...(cursor && { cursor }) } },
    }),
  );

/** The newest pictures of a store. */
export const storeImagesQuery = (storeId: string, limit: number) => ({
  queryKey: [PICTURES, storeId, limit],
  queryFn: () => storeImages(storeId, limit),
});

/** All pictures of a store by pages, the newest first. */
export const allStoreImagesQuery = (storeId: string) =>
  infiniteQueryOptions({
    queryKey: [PICTURES, storeId],
    queryFn: ({ pageParam }) => storeImages(storeId, 48, pageParam),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });

/** Asks for a store's pictures again, after one was added. */
export const refreshStoreImages = (storeId: string) =>
  queryClient.invalidateQueries({ queryKey: [PICTURES, storeId] });

/** What is said of an image, and which variants show it. */
export type ImageDetails = { alt: string; focus: ImageFocus | undefined; variantIds: string[] };

/** What is done to the images of a product. Each shows the answer at once and gives it. */
export function productImageEdits(storeId: string, productId: string) {
  const path = { storeId, productId };
  const { queryKey } = productImagesQuery(storeId, productId);
  const shown = async (answer: Promise<ProductImageList>) => {
    const list = await answer;
    queryClient.setQueryData(queryKey, { items: list.items, productVersion: list.productVersion });
    return list;
  };
  return {
    attach: (storeImageId: string, details?: Partial<ImageDetails> & { position?: number }) =>
      shown(
        bodyOf(
          client.POST("/stores/{storeId}/catalog/products/{productId}/images", {
            params: { path },
            body: { storeImageId, ...details },
          }),
        ),
      ),
    change: (imageId: string, { alt, focus, variantIds }: ImageDetails) =>
      shown(
        bodyOf(
          client.PATCH("/stores/{storeId}/catalog/products/{productId}/images/{imageId}", {
            params: { path: { ...path, imageId } },
            body: { alt, variantIds, ...(focus && { focus }) },
          }),
        ),
      ),
    /** Shows an order that the server does not have yet. */
    show: (items: ProductImage[]) =>
      queryClient.setQueryData(
        queryKey,
        (before: ProductImageList | undefined) => before && { ...before, items },
      ),
    /** Sends an order; `latest` says whether it is still the one that is wanted when the answer comes. */
    order: async (items: ProductImage[], latest: () => boolean) => {
      const list = await bodyOf(
        client.PUT("/stores/{storeId}/catalog/products/{productId}/image-order", {
          params: { path },
          body: { imageIds: items.map((image) => image.id) },
        }),
      );
      if (latest()) queryClient.setQueryData(queryKey, list);
    },
    detach: async (imageId: string) => {
      const answer = bodyOf(
        client.DELETE("/stores/{storeId}/catalog/products/{productId}/images/{imageId}", {
          params: { path: { ...path, imageId } },
        }),
      );
      await shown(answer);
      return answer;
    },
    /** Shows what there is now, after something did not work. */
    reload: () => queryClient.invalidateQueries({ queryKey }),
  };
}

/** Where a store's page shows a picture of its own. */
export type Spot = "logo" | "banner";

export const placeInSpot = (
  storeId: string,
  spot: Spot,
  body: { storeImageId: string; alt?: string; focus?: ImageFocus },
) => bodyOf(client.PUT(`/stores/{storeId}/${spot}`, { params: { path: { storeId } }, body }));

export const emptySpot = (storeId: string, spot: Spot) =>
  client.DELETE(`/stores/{storeId}/${spot}`, { params: { path: { storeId } } });
