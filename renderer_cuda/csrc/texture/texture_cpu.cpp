// SPDX-License-Identifier: MIT
#include "texture_cpu.h"

#include <algorithm>

#include "../common/large_pages.h"
#include "../common/thread_pool.h"

namespace photosculpture {
namespace {

constexpr int32_t kChunk = 4096;  // pixels a task

template <int kChannels, class T>
void sample_pixels(const TextureArguments<T>& a, int32_t begin, int32_t end, T* image) {
  const int32_t channels = kChannels > 0 ? kChannels : a.shape.channels;
  for (int32_t pixel = begin; pixel < end; ++pixel) {
    T* const out = image + int64_t(channels) * pixel;
    if (a.is_background(pixel))
      std::fill(out, out + channels, T(0));
    else
      sample<kChannels>(a.shape, a.texels, a.coarser, a.uv + 2 * int64_t(pixel), a.slopes_at(pixel), out);
  }
}

}  // namespace

template <class T>
void texture_forward(const TextureArguments<T>& arguments, T* image) {
  const int32_t pixels = arguments.pixels;
  advise_large_pages(image, size_t(pixels) * size_t(arguments.shape.channels) * sizeof(T));
  const int chunks = pixels / kChunk + (pixels % kChunk != 0);
  with_channels(arguments.shape.channels, [&](auto channels) {
    parallel_for(chunks, arguments.threads, [&](int chunk) {
      const int32_t begin = chunk * kChunk;
      sample_pixels<decltype(channels)::value>(arguments, begin, begin + std::min(kChunk, pixels - begin), image);
    });
  });
}

template void texture_forward(const TextureArguments<float>&, float*);
template void texture_forward(const TextureArguments<double>&, double*);

}  // namespace photosculpture
