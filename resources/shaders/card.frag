// A target on the image of its camera: what the model covers in `covered`, the rest a pane of the card's colour.

in vec2 place;
flat in vec3 colour;
flat in float opacity;
flat in float layer;

uniform sampler2DArray targets;
uniform vec3 covered;
uniform vec3 paper;

out vec4 fragment;

void main() {
    float target = layer < 0.0 ? 0.0 : texture(targets, vec3(place, layer)).r;
    float pane = layer < 0.0 ? 0.16 : 0.78;
    vec3 empty = layer < 0.0 ? colour : paper;
    fragment = vec4(mix(empty, covered, target), opacity * mix(pane, 0.96, target));
}
