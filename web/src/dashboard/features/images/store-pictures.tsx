import { Button } from "@ui/button.tsx";
import { Picture } from "@ui/picture.tsx";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useText } from "../../texts/images.ts";
import { DropZone } from "./drop-zone.tsx";
import { allStoreImagesQuery, refreshStoreImages } from "./queries.ts";
import { UploadList } from "./upload-list.tsx";
import { useUploads } from "./use-uploads.ts";

/** All pictures of a store, the newest first, and a place to drop more. */
export function StorePictures({ storeId }: { storeId: string }) {
  const t = useText();
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    allStoreImagesQuery(storeId),
  );
  const pictures = data?.pages.flatMap((page) => page.items);
  const uploads = useUploads(storeId, () => refreshStoreImages(storeId));
  return (
    <div className="grid gap-4">
      <DropZone onFiles={uploads.add} />
      <UploadList uploads={uploads} />
      {pictures?.length === 0 && <p className="text-muted text-sm">{t("images.none")}</p>}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-3">
        {pictures?.map(({ id, image }) => (
          <li key={id}>
            <Picture
              image={image}
              sizes="8rem"
              alt=""
              className="aspect-square w-full rounded-xl object-cover"
            />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <div>
          <Button variant="outline" size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("images.more")}
          </Button>
        </div>
      )}
    </div>
  );
}
