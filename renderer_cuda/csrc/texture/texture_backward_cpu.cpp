// SPDX-License-Identifier: MIT
// From pixels to texels without a race: the levels are cut into bands of rows, each chunk of pixels is sorted by the
// bands that it touches, and then one task a band goes through the pixels that concern it, in their order.
#include <algorithm>
#include <vector>

#include "../common/large_pages.h"
#include "../common/thread_pool.h"
#include "texture_cpu.h"

namespace photosculpture {
namespace {

constexpr int32_t kChunk = 8192;        // pixels a task
constexpr int32_t kBandsPerLevel = 32;  // at most

struct Band {
  Level level;
  int32_t begin, end;  // rows
};

// All rows of all levels, cut into bands of 2^shift rows.
class Bands {
 public:
  explicit Bands(const TextureShape& shape) {
    Level level = level_of(shape, 0);
    for (; level.index < shape.levels; level = coarser_level(level)) {
      int32_t shift = 0;
      while (((level.height - 1) >> shift) >= kBandsPerLevel) ++shift;
      levels_.push_back({int32_t(bands_.size()), shift});
      for (int32_t row = 0; row < level.height; row += 1 << shift)
        bands_.push_back({level, row, std::min(row + (1 << shift), level.height)});
    }
  }

  int32_t count() const { return int32_t(bands_.size()); }
  const Band& operator[](int32_t index) const { return bands_[size_t(index)]; }
  int32_t index_of(const Level& level, int32_t row) const {
    return levels_[size_t(level.index)].first + (row >> levels_[size_t(level.index)].shift);
  }

 private:
  struct LevelBands {
    int32_t first, shift;
  };
  std::vector<LevelBands> levels_;
  std::vector<Band> bands_;
};

// The pixels of a chunk that touch each band: those of band b are pixels[begins[b]] to pixels[begins[b + 1]].
struct SortedPixels {
  std::vector<int32_t> begins, pixels;
};

template <int kChannels, class T>
class Backward {
 public:
  Backward(const TextureArguments<T>& arguments, const T* grad_image, T* grad_texels, T* grad_coarser, T* grad_uv)
      : a_(arguments),
        grad_image_(grad_image),
        grad_texels_(grad_texels),
        grad_coarser_(grad_coarser),
        grad_uv_(grad_uv),
        bands_(arguments.shape),
        chunks_(size_t(arguments.pixels / kChunk + (arguments.pixels % kChunk != 0))) {}

  void run() {
    parallel_for(int(chunks_.size()), a_.threads, [&](int chunk) { go_through(chunk); });
    if (grad_texels_ == nullptr) return;
    const size_t texels = size_t(a_.shape.height) * size_t(a_.shape.width);
    advise_large_pages(grad_texels_, texels * size_t(a_.shape.channels) * sizeof(T));
    parallel_for(bands_.count(), a_.threads, [&](int band) { add_up(band); });
  }

 private:
  int32_t channels() const { return kChannels > 0 ? kChannels : a_.shape.channels; }

  const T* grad_at(int32_t pixel) const { return grad_image_ + int64_t(channels()) * pixel; }

  bool is_idle(int32_t pixel) const {
    if (a_.is_background(pixel)) return true;
    const T* const grad = grad_at(pixel);
    return std::all_of(grad, grad + channels(), [](T g) { return g == T(0); });
  }

  void go_through(int chunk) {
    struct Touch {
      int32_t band, pixel;
    };
    static thread_local std::vector<Touch> touches;
    touches.clear();
    const int32_t begin = chunk * kChunk, end = begin + std::min(kChunk, a_.pixels - begin);
    for (int32_t pixel = begin; pixel < end; ++pixel) {
      const T* const uv = a_.uv + 2 * int64_t(pixel);
      const bool idle = is_idle(pixel);
      if (grad_uv_ != nullptr) {
        T* const grad_uv = grad_uv_ + 2 * int64_t(pixel);
        if (idle)
          grad_uv[0] = grad_uv[1] = T(0);
        else
          uv_gradient<kChannels>(a_.shape, a_.texels, a_.coarser, uv, a_.slopes_at(pixel), grad_at(pixel), grad_uv);
      }
      if (idle || grad_texels_ == nullptr) continue;
      for_patches(a_.shape, uv, a_.slopes_at(pixel), [&](const Patch<T>& patch) {
        const int32_t low = bands_.index_of(patch.level, patch.y.low);
        const int32_t high = bands_.index_of(patch.level, patch.y.high);
        touches.push_back({low, pixel});
        if (high != low) touches.push_back({high, pixel});
      });
    }
    if (grad_texels_ == nullptr) return;
    SortedPixels& sorted = chunks_[size_t(chunk)];
    sorted.begins.assign(size_t(bands_.count()) + 1, 0);
    for (const Touch& touch : touches) ++sorted.begins[size_t(touch.band) + 1];
    for (size_t b = 1; b < sorted.begins.size(); ++b) sorted.begins[b] += sorted.begins[b - 1];
    std::vector<int32_t> next(sorted.begins.begin(), sorted.begins.end() - 1);
    sorted.pixels.resize(touches.size());
    for (const Touch& touch : touches) sorted.pixels[size_t(next[size_t(touch.band)]++)] = touch.pixel;
  }

  void add_up(int index) {
    const Band& band = bands_[index];
    const int64_t row_size = int64_t(channels()) * band.level.width;
    T* const texels = texels_of(a_.shape, band.level, grad_texels_, grad_coarser_);
    std::fill(texels + row_size * band.begin, texels + row_size * band.end, T(0));
    for (const SortedPixels& sorted : chunks_) {
      const int32_t end = sorted.begins[size_t(index) + 1];
      for (int32_t k = sorted.begins[size_t(index)]; k < end; ++k) add_pixel(sorted.pixels[size_t(k)], band, texels);
    }
  }

  void add_pixel(int32_t pixel, const Band& band, T* texels) const {
    const T* const grad = grad_at(pixel);
    for_patches(a_.shape, a_.uv + 2 * int64_t(pixel), a_.slopes_at(pixel), [&](const Patch<T>& patch) {
      if (patch.level.index != band.level.index) return;
      const auto add = [&](int32_t row, T* left, T* right, T share) {
        if (row < band.begin || row >= band.end || share == T(0)) return;
        for (int32_t c = 0; c < channels(); ++c) {
          left[c] += share * (T(1) - patch.x.share) * grad[c];
          right[c] += share * patch.x.share * grad[c];
        }
      };
      const Corners<T> at = corners(patch, channels(), texels);
      add(patch.y.low, at.low_low, at.low_high, patch.share * (T(1) - patch.y.share));
      add(patch.y.high, at.high_low, at.high_high, patch.share * patch.y.share);
    });
  }

  const TextureArguments<T>& a_;
  const T* const grad_image_;
  T* const grad_texels_;
  T* const grad_coarser_;
  T* const grad_uv_;
  const Bands bands_;
  std::vector<SortedPixels> chunks_;
};

}  // namespace

template <class T>
void texture_backward(const TextureArguments<T>& arguments, const T* grad_image, T* grad_texels, T* grad_coarser,
                      T* grad_uv) {
  with_channels(arguments.shape.channels, [&](auto channels) {
    Backward<decltype(channels)::value, T>(arguments, grad_image, grad_texels, grad_coarser, grad_uv).run();
  });
}

template void texture_backward(const TextureArguments<float>&, const float*, float*, float*, float*);
template void texture_backward(const TextureArguments<double>&, const double*, double*, double*, double*);

}  // namespace photosculpture
