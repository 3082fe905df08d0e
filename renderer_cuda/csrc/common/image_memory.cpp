// SPDX-License-Identifier: MIT
#include "image_memory.h"

#include <stdint.h>

#include <algorithm>
#include <mutex>
#include <new>
#include <vector>

#include "large_pages.h"

namespace photosculpture {
namespace {

constexpr size_t kMostKept = size_t(1) << 30;
constexpr uint64_t kLongAgo = 128;  // images taken since; a step of a fit takes a few dozen
constexpr size_t kGranule = size_t(64) << 10;
constexpr std::align_val_t kAlignment{size_t(2) << 20};  // a large page

size_t rounded(size_t bytes) { return (bytes + kGranule - 1) / kGranule * kGranule; }

class ImageMemory {
 public:
  void* take(size_t bytes) {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      ++taken_;
      // The last one given back is the likeliest to be in a cache still.
      for (size_t k = kept_.size(); k-- > 0;)
        if (kept_[k].bytes == bytes) return remove(k);
    }
    void* const memory = ::operator new(bytes, kAlignment);
    advise_large_pages(memory, bytes);
    return memory;
  }

  void give_back(void* memory, size_t bytes) {
    std::lock_guard<std::mutex> lock(mutex_);
    kept_.push_back({memory, bytes, taken_});
    bytes_kept_ += bytes;
    while (!kept_.empty() && (bytes_kept_ > kMostKept || taken_ - kept_.front().since > kLongAgo)) free_first();
  }

  size_t free_all() {
    std::lock_guard<std::mutex> lock(mutex_);
    const size_t bytes = bytes_kept_;
    while (!kept_.empty()) free_first();
    return bytes;
  }

 private:
  struct Kept {
    void* memory;
    size_t bytes;
    uint64_t since;  // value of taken_ when it was given back
  };

  void* remove(size_t k) {
    void* const memory = kept_[k].memory;
    bytes_kept_ -= kept_[k].bytes;
    kept_.erase(kept_.begin() + ptrdiff_t(k));
    return memory;
  }
  void free_first() { ::operator delete(remove(0), kAlignment); }

  std::mutex mutex_;
  std::vector<Kept> kept_;  // in the order in which they came
  size_t bytes_kept_ = 0;
  uint64_t taken_ = 0;
};

// Never destroyed: images may outlive every static object.
ImageMemory& image_memory() {
  static ImageMemory* const memory = new ImageMemory;
  return *memory;
}

}  // namespace

void* take_image_memory(size_t bytes) { return image_memory().take(rounded(bytes)); }
void give_back_image_memory(void* memory, size_t bytes) { image_memory().give_back(memory, rounded(bytes)); }
size_t free_image_memory() { return image_memory().free_all(); }

}  // namespace photosculpture
