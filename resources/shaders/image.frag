// A picture whose alpha is in its colours already.

in vec2 place;

uniform sampler2D picture;

out vec4 fragment;

void main() {
    fragment = texture(picture, place);
}
