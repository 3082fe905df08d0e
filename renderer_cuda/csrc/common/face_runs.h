// SPDX-License-Identifier: MIT
// Pixels of one face side by side in a row: what is the same for a face is done once a run, and sums over a strip of
// rows once a face.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <vector>

#include "face_run.h"
#include "ranges.h"

namespace photosculpture {

// The faces that own pixels of a strip, in the order in which they come, and the runs of their pixels.
struct StripFaces {
  std::vector<FaceRun> runs;
  std::vector<int32_t> faces;  // by slot

  // Reads the rows of one view's image of face indices (H, W); an index that is not one of face_count is background.
  void read(const int32_t* face_indices, IndexRange rows, int32_t width, int32_t face_count) {
    runs.clear();
    faces.clear();
    if (slots_.size() < size_t(face_count)) slots_.resize(size_t(face_count), -1);
    for (int32_t row = rows.begin; row < rows.end; ++row) {
      const int32_t* const owner = face_indices + int64_t(row) * width;
      for (int32_t x = 0; x < width;) {
        if (owner[x] < 0 && x + kSkip <= width && is_background(owner + x)) {
          x += kSkip;
          continue;
        }
        const int32_t begin = x, face = owner[x];
        while (x < width && owner[x] == face) ++x;
        if (uint32_t(face) < uint32_t(face_count)) runs.push_back({row * width + begin, x - begin, slot_of(face)});
      }
    }
    for (const int32_t face : faces) slots_[size_t(face)] = -1;
  }

 private:
  static constexpr int32_t kSkip = 16;

  static bool is_background(const int32_t* owner) {
    int32_t all = -1;
    for (int32_t k = 0; k < kSkip; ++k) all &= owner[k] >> 31;
    return all != 0;
  }

  int32_t slot_of(int32_t face) {
    int32_t& slot = slots_[size_t(face)];
    if (slot < 0) {
      slot = int32_t(faces.size());
      faces.push_back(face);
    }
    return slot;
  }

  std::vector<int32_t> slots_;  // by face, -1 where it has none
};

}  // namespace photosculpture
