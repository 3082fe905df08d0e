// SPDX-License-Identifier: MIT
// Lists of items by bucket, in two passes over the items and without a list that could overflow.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <vector>

namespace photosculpture {

// Items of bucket k are items[offsets[k]] to items[offsets[k + 1] - 1], ascending.
struct Buckets {
  std::vector<int32_t> offsets, items, fill;

  // for_buckets(item, visit) calls visit(bucket) for every bucket that the item goes to.
  template <class ForBuckets>
  void build(int32_t bucket_count, int32_t item_count, ForBuckets for_buckets) {
    offsets.assign(size_t(bucket_count) + 1, 0);
    for (int32_t item = 0; item < item_count; ++item)
      for_buckets(item, [&](int32_t bucket) { ++offsets[size_t(bucket) + 1]; });
    for (int32_t k = 0; k < bucket_count; ++k) offsets[size_t(k) + 1] += offsets[size_t(k)];
    items.resize(size_t(offsets[size_t(bucket_count)]));
    fill.assign(offsets.begin(), offsets.end() - 1);
    for (int32_t item = 0; item < item_count; ++item)
      for_buckets(item, [&](int32_t bucket) { items[size_t(fill[size_t(bucket)]++)] = item; });
  }

  template <class Visit>
  void for_each(int32_t bucket, Visit visit) const {
    for (int32_t k = offsets[size_t(bucket)]; k < offsets[size_t(bucket) + 1]; ++k) visit(items[size_t(k)]);
  }
};

// The whole numbers in [low, high] that lie in [0, count); empty where begin > end.
struct Span {
  int32_t begin, end;
};

inline Span span_within(double low, double high, int32_t count) {
  const double begin = low > 0 ? low : 0, end = high < count - 1 ? high : count - 1;
  return begin <= end ? Span{int32_t(begin), int32_t(end)} : Span{0, -1};
}

}  // namespace photosculpture
